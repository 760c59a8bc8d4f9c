import { explainDatabaseFault } from '../db/explain.ts';
import { ConfigError, readConfig } from './config.ts';
import { within } from './lib/within.ts';
import { type Inside, start } from './node.ts';
import { isJournal, priorityMark, STANDARD_ERROR } from './ops/journal.ts';
import { ListenError } from './ops/listener.ts';
import { createLog } from './ops/log.ts';
import { openDatabase } from './ops/open-database.ts';
import { findServiceManager } from './ops/service-manager.ts';

/** The longest that a stop takes after draining, whatever hangs, in milliseconds. */
const EXIT_TIMEOUT_MS = 9_000;

const BOTH_FAMILIES =
  'ONE_USER_PER_ADDRESS=on counts the IPv4 and the IPv6 addresses of one workstation as different ones; where workstations have both, use ONE_USER_PER_ADDRESS=ipv4';

/** `npm start`. Exits with 1, and prints one line for each fault that the administrator can fix. */
async function runAsProgram(): Promise<void> {
  const startedAt = performance.now();
  // What the server writes is for its own user alone.
  process.umask(0o077);
  try {
    const config = readConfig(process.env);
    const log = createLog(config.LOG_LEVEL);
    if (config.ONE_USER_PER_ADDRESS === 'on') log.warn(BOTH_FAMILIES);
    let inside: Inside | undefined;
    const manager = findServiceManager(process.env, async () => inside?.answer());
    // A server that waits for its database has started: whoever starts it need not wait, too.
    const server = await start(config, log, undefined, (own, ownLog, stopping, watch) =>
      openDatabase(own, ownLog, stopping, watch, manager?.started),
    );
    let isStopping = false;
    const end = (code: number, drainMs: number) => {
      isStopping = true;
      within(drainMs + EXIT_TIMEOUT_MS, server.stop(drainMs)).then(
        () => process.exit(code),
        (error: unknown) => {
          // No client's request hangs here: all have been answered or broken off by now.
          log.warn({ err: error }, 'stopped without waiting any longer');
          process.exit(code);
        },
      );
    };
    const stop = (signal: string) => {
      if (isStopping) return;
      log.info({ signal }, 'stopping');
      end(0, config.DRAIN_MS);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    // A terminal that is closed. Node undoes what nohup has ignored, so it would end without a farewell.
    process.on('SIGHUP', stop);
    inside = await server.ready;
    if (inside === undefined || isStopping) return;
    manager?.started();
    void inside.database.died?.then((error) => {
      if (isStopping) return;
      log.fatal(`${error.message}; ending, so that the server is started again`);
      end(1, 0);
    });
    const { firstRunToken } = inside;
    log.info({ ms: Math.round(performance.now() - startedAt) }, `ready on ${server.url}`);
    if (firstRunToken !== undefined) console.log(firstRunText(server.url, firstRunToken));
  } catch (error) {
    giveUp(error);
  }
}

/** For the console, not for the log: logs are kept, and the token is a secret. */
function firstRunText(url: string, token: string): string {
  return `
  Nobody has an account here yet. Create the first administrator at

    ${url}/#setup=${token}

  or give the page the setup token ${token}, or

    curl ${url}/api/v1/setup -H 'content-type: application/json' \\
      -d '{"setupToken":"${token}","username":"admin","password":"at least ten characters"}'

  The token works once. The API is described at ${url}/docs, and the README has a tour.
`;
}

function giveUp(error: unknown): never {
  const mark = isJournal(STANDARD_ERROR) ? priorityMark(50) : '';
  if (error instanceof ConfigError) {
    for (const fault of error.faults) console.error(`${mark}Workspace cannot start: ${fault}`);
  } else {
    const line = error instanceof ListenError ? error.message : explainDatabaseFault(error);
    if (line !== undefined) console.error(`${mark}Workspace cannot start: ${line}`);
    else console.error(`${mark}Workspace cannot go on:`, error);
  }
  process.exit(1);
}

if (import.meta.main) await runAsProgram();
