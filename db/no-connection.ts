import { faultCode, isDatabaseUnavailable, NoConnectionError, sqlState } from './errors.ts';

/** Where a connection was to lead. */
export interface Target {
  host: string;
  port: number;
  user?: string | undefined;
  database?: string | undefined;
}

/** What a new session has read of its server. */
export interface FoundServer {
  encoding: string;
  isInRecovery: boolean;
  isReadOnly: boolean;
  /** Another one after each start of a PostgreSQL server. */
  server: string;
}

/** Says why a session could not be had, without the password. */
export function toNoConnection(error: unknown, target: Target): NoConnectionError {
  if (error instanceof NoConnectionError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = faultCode(error);
  const told = sqlState(error) === undefined ? explainFault : explainRefusal;
  const line = told(code ?? '', reason, target);
  if (line !== undefined) return new NoConnectionError(line, true, code);
  return isDatabaseUnavailable(error) || sqlState(error) === undefined
    ? new NoConnectionError(`${nameOf(target)} does not answer (${reason})`, false, code)
    : new NoConnectionError(
        `${nameOf(target)} refuses the connection (${reason}); correct that, or DATABASE_URL`,
        true,
        code,
      );
}

/** The fault of a server that answers and on which Workspace cannot run. */
export function unfitServer(
  { encoding, isInRecovery }: FoundServer,
  target: Target,
): NoConnectionError | undefined {
  const { database, user } = target;
  if (encoding !== 'UTF8') {
    return new NoConnectionError(
      `the database "${database}" is encoded in ${encoding}, which cannot hold every text; make one in UTF-8: createdb --owner ${user} --encoding UTF8 --template template0 NAME, and name it in DATABASE_URL`,
      true,
    );
  }
  if (!isInRecovery) return undefined;
  return new NoConnectionError(
    `${nameOf(target)} is a standby, which takes no writes; the primary is waited for`,
    false,
    '25006',
  );
}

function nameOf({ host, port }: Target): string {
  return host.startsWith('/') ? `PostgreSQL in ${host}` : `PostgreSQL at ${host}:${port}`;
}

/** The line for a refusal of PostgreSQL's or a pooler's that waiting does not mend. */
function explainRefusal(state: string, reason: string, target: Target): string | undefined {
  const { user, database } = target;
  if (state === '3D000' || /no such database/.test(reason)) {
    return `there is no database "${database}" on ${nameOf(target)}; make it: createdb --owner ${user} --encoding UTF8 --template template0 ${database}`;
  }
  if (state === '28P01') {
    return `${nameOf(target)} does not take the password of "${user}"; correct DATABASE_URL, in which @ is written %40, / %2F, # %23, : %3A and % %25`;
  }
  if (state.startsWith('28')) {
    return `${nameOf(target)} does not let "${user}" in (${reason}); correct DATABASE_URL, make the role (createuser ${user}), or allow it in pg_hba.conf`;
  }
  if (state === '42501') {
    return `"${user}" may not connect to the database "${database}"; allow it: GRANT CONNECT ON DATABASE "${database}" TO "${user}"`;
  }
  if (/unsupported startup parameter/.test(reason)) {
    return `the connection pooler at ${target.host}:${target.port} refuses a setting of DATABASE_URL (${reason}); take it out, or list it in ignore_startup_parameters of pgbouncer.ini`;
  }
  return undefined;
}

/** The line for a fault on this side, or of TLS, that waiting does not mend. */
function explainFault(code: string, reason: string, target: Target): string | undefined {
  if (/client password must be/.test(reason)) {
    return `${nameOf(target)} asks for a password of "${target.user}", and DATABASE_URL has none: postgres://user:password@host/database`;
  }
  if (/does not support SSL/.test(reason)) {
    return `${nameOf(target)} offers no TLS, which sslmode asks for; set ssl = on there, or sslmode=prefer in DATABASE_URL`;
  }
  if (code === 'EACCES') {
    return `this user may not open the socket of ${nameOf(target)}; correct its permissions, or DATABASE_URL`;
  }
  if (CERTIFICATE_FAULT.test(code)) {
    return `the certificate of ${nameOf(target)} is not accepted (${reason}); name the authority’s with sslrootcert=FILE in DATABASE_URL, or do not check it with sslmode=require`;
  }
  if (/^ERR_(SSL|TLS|OSSL)/.test(code)) {
    return `TLS with ${nameOf(target)} fails (${reason}); correct sslmode, sslcert and sslkey in DATABASE_URL, or the server's ssl settings`;
  }
  return undefined;
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE_FAULT =
  /SELF_SIGNED|^UNABLE_TO|^CERT_|^CRL_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH|ERR_TLS_CERT_ALTNAME/;
