import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Command, InvalidArgumentError } from 'commander';
import { readVersion } from '../version.ts';
import { judge } from './judge/judge.ts';
import { measure } from './measure/measure.ts';
import { createProgress } from './progress.ts';
import { createReport, formatReport } from './report.ts';

interface Options {
  url: URL;
  tokenFile?: string;
  ca?: string;
  idle: number;
  json?: true;
}

const MOST_IDLE_S = 3_600;
const PATIENCE_MS = 5_000;
/** The exit code that shells use for SIGINT. */
const STOPPED = 130;

const HELP = `
An administrator's API token shows it the server from the inside, and with the scope write it can
post to a channel of its own, which it takes away again. Make one on the server's machine:

  workspace token create claire --name doctor --scope read,write > doctor.token

Without one, it checks what anyone can see. A token is not sent past a certificate that is not valid.

Exits with 0 where nothing fails (warnings do not count), with 1 where something does, with 2 where it
is used wrongly, and with 130 where it is broken off. A certificate warns when it has less than 21 days
left, and fails when it has less than 7.`;

/** Examines a running server over the network, as its clients see it, and says what to fix. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Prove the path to a server: TLS, proxy, live events, addresses, resources')
    .requiredOption('--url <url>', 'the address that people use', toUrl)
    .option('--token-file <file>', "with an administrator's API token; or WORKSPACE_TOKEN")
    .option('--idle <seconds>', 'how long to leave a stream alone', toSeconds, 75)
    .option('--ca <file>', 'certificate (PEM) of an authority of your own')
    .option('--json', 'print JSON instead of a table')
    .addHelpText('after', HELP)
    .action(run);
}

async function run({ url, tokenFile, ca, idle, json }: Options, command: Command): Promise<void> {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      return command.error(
        `cannot read ${file}: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  const token = (tokenFile ? read(tokenFile) : process.env['WORKSPACE_TOKEN'])?.trim();
  const trusted = trust(ca && read(ca), command);
  const progress = createProgress(process.stderr);
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  const measurements = await measure({
    url,
    version: readVersion(),
    token: token || undefined,
    trusted,
    idleMs: idle * 1_000,
    patienceMs: PATIENCE_MS,
    stopped: stopped.signal,
    onProgress: progress.show,
  });
  progress.clear();
  if (stopped.signal.aborted) process.exit(STOPPED);
  const report = createReport(measurements, judge(measurements));
  console.log(json ? JSON.stringify(report, null, 2) : formatReport(report, process.stdout));
  process.exitCode = report.findings.some(({ status }) => status === 'failure') ? 1 : 0;
}

/** Trusts the authorities that Node and the system trust, and the certificate `own`. */
function trust(own: string | undefined, command: Command): SecureContext {
  try {
    // `createSecureContext` accepts any text without an error.
    if (own !== undefined) new X509Certificate(own);
  } catch {
    return command.error('what --ca names is not a certificate in PEM');
  }
  const known = [...getCACertificates('default'), ...getCACertificates('system')];
  return createSecureContext({ ca: own === undefined ? known : [...known, own] });
}

function toUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('Give an address such as https://chat.example.lan.');
  }
  return new URL(url.origin);
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 1 || seconds > MOST_IDLE_S) {
    throw new InvalidArgumentError(`Give whole seconds from 1 to ${MOST_IDLE_S}.`);
  }
  return seconds;
}
