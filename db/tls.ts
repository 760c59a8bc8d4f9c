import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { faultCode, NoConnectionError, sqlState } from './errors.ts';

/** Whether to connect by TLS, and what is checked then. */
export type Tls = false | ConnectionOptions;

/** By what a database is connected to. Where sslmode names two ways, one that fails leads to the other. */
export interface TlsChoice {
  readonly current: Tls;
  /** Notes that connecting by `tried` has failed. */
  failed(tried: Tls, error: unknown): void;
  /** The server may be another one. */
  startOver(): void;
}

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof MODES)[number];

const PARAMETERS = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat'];

/**
 * As libpq has it (https://www.postgresql.org/docs/current/libpq-ssl.html), with `prefer` where
 * nothing is said. `verify-full` without `sslrootcert` trusts the authorities that Node.js does.
 *
 * @throws NoConnectionError where a file cannot be read
 */
export function createTlsChoice(databaseUrl: string): TlsChoice {
  const ways = waysOf(databaseUrl);
  const [first] = ways;
  let current = first;
  return {
    get current() {
      return current;
    },
    failed(tried, error) {
      if (isAboutTls(error)) current = ways.find((way) => way !== tried) ?? first;
    },
    startOver() {
      current = first;
    },
  };
}

/** The URL without what is about TLS, which pg would read otherwise than libpq. */
export function withoutTls(databaseUrl: string): string {
  const { base, parameters } = split(databaseUrl);
  for (const name of PARAMETERS) parameters.delete(name);
  return parameters.size === 0 ? base : `${base}?${parameters}`;
}

/** What is wrong with the parameters that are about TLS, in one line. */
export function findTlsFault(databaseUrl: string): string | undefined {
  const { parameters } = split(databaseUrl);
  const mode = modeOf(parameters);
  if (mode === undefined) return `sslmode must be one of ${MODES.join(', ')}`;
  if (mode === 'verify-ca' && !parameters.has('sslrootcert')) {
    return 'sslmode=verify-ca needs the authority’s certificate: add sslrootcert=FILE, or use verify-full';
  }
  const isWeak = mode === 'disable' || mode === 'allow' || mode === 'prefer';
  if (parameters.get('sslnegotiation') === 'direct' && isWeak) {
    return 'sslnegotiation=direct needs sslmode=require or stronger';
  }
  return undefined;
}

function split(databaseUrl: string) {
  const [base = '', ...query] = databaseUrl.split('?');
  return { base, parameters: new URLSearchParams(query.join('?')) };
}

/** Undefined where it is none. `ssl=true` is JDBC's word for `require`, as libpq takes it. */
function modeOf(parameters: URLSearchParams): Mode | undefined {
  const ssl = parameters.get('ssl');
  const short = ssl === null ? null : /^(true|1|no-verify)$/.test(ssl) ? 'require' : 'disable';
  const given = parameters.get('sslmode') ?? short ?? process.env['PGSSLMODE'] ?? 'prefer';
  const name = given === 'no-verify' ? 'require' : given;
  return MODES.find((mode) => mode === name);
}

function waysOf(databaseUrl: string): readonly [Tls, ...Tls[]] {
  const { base, parameters } = split(databaseUrl);
  const { host } = new pg.Client({ connectionString: withoutTls(databaseUrl), ssl: false });
  // On a Unix socket there is no TLS.
  if (host.startsWith('/') || base === '') return [false];
  const tls = optionsOf(parameters);
  switch (modeOf(parameters)) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, tls];
    case 'prefer':
      return [tls, false];
    default:
      return [tls];
  }
}

function optionsOf(parameters: URLSearchParams): ConnectionOptions {
  const mode = modeOf(parameters);
  const ca = readIfNamed(parameters, 'sslrootcert');
  const cert = readIfNamed(parameters, 'sslcert');
  const key = readIfNamed(parameters, 'sslkey');
  const given = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  if (mode === 'verify-full') return given;
  // With the authority's certificate at hand, `require` checks as `verify-ca` does.
  const isChecked = mode === 'verify-ca' || (mode === 'require' && ca !== undefined);
  return isChecked
    ? { ...given, checkServerIdentity: () => undefined }
    : { ...given, rejectUnauthorized: false };
}

function readIfNamed(parameters: URLSearchParams, name: string): string | undefined {
  const file = parameters.get(name);
  // `system` is libpq's word for the authorities that this machine trusts.
  if (file === null || file === 'system') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NoConnectionError(
      `${name} of DATABASE_URL cannot be read (${reason}); correct the file's name or permissions`,
      true,
    );
  }
}

/** True where the other way may lead in: there is no TLS, TLS fails, or pg_hba.conf wants the other. */
function isAboutTls(error: unknown): boolean {
  if (sqlState(error) !== undefined) return sqlState(error) === '28000';
  if (!(error instanceof Error)) return false;
  return /SSL|TLS/.test(`${faultCode(error)} ${error.message}`);
}
