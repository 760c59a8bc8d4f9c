/** No session with PostgreSQL could be had. The message says in one line why and what to do. */
export class NoConnectionError extends Error {
  /** True where somebody has to change something, so that waiting does not help. */
  readonly isLasting: boolean;
  /** The SQLSTATE, or the operating system's or OpenSSL's name of the fault. */
  readonly code: string | undefined;

  constructor(message: string, isLasting: boolean, code?: string) {
    super(message);
    this.isLasting = isLasting;
    this.code = code;
  }
}

/**
 * PostgreSQL in PGlite has ended in the middle of its work. Only a new process can go on: what the
 * WebAssembly holds is of no use, and what has been committed is in the files.
 */
export class EngineDeadError extends Error {
  constructor(reason: string) {
    super(`the embedded database has ended (${reason}); see that its disk has room`);
  }
}

/**
 * The name of the unique constraint that a statement violated, if that is why it failed.
 */
export function violatedConstraint(error: unknown): string | undefined {
  return sqlState(error) === '23505' && hasString(error, 'constraint')
    ? error.constraint
    : undefined;
}

/**
 * True where the database, not the request, is at fault: it is away, restarting, full, read-only
 * or overloaded. The same request may succeed later.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof NoConnectionError || error instanceof EngineDeadError) return true;
  const state = sqlState(error);
  if (state !== undefined) return UNAVAILABLE_STATE.test(state);
  if (!(error instanceof Error)) return false;
  return UNAVAILABLE_MESSAGE.test(hasString(error, 'code') ? error.code : error.message);
}

/** True where a server that starts should wait, and not end: the database may be there later. */
export function isWorthWaitingFor(error: unknown): boolean {
  if (error instanceof EngineDeadError) return false;
  return isDatabaseUnavailable(error) && !(error instanceof NoConnectionError && error.isLasting);
}

/** True where the database answers and cannot write: its disk is full, or it is read-only. */
export function takesNoWrites(error: unknown): boolean {
  return sqlState(error) === '53100' || isReadOnly(error);
}

/** True where the transaction was read-only, by a setting or since the server is a standby. */
export function isReadOnly(error: unknown): boolean {
  return sqlState(error) === '25006';
}

/** True where a statement took longer than it may, or was stopped by an administrator. */
export function isStatementTimeout(error: unknown): boolean {
  return sqlState(error) === '57014';
}

/** True where the database has found a table or an index of its own damaged. */
export function isDamaged(error: unknown): boolean {
  return sqlState(error)?.startsWith('XX') ?? false;
}

/** True where all was rolled back for another transaction's sake: a serialization failure, a deadlock. */
export function isWorthRepeating(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '');
}

/** True where the statement itself was refused, so that it would be refused again. */
export function isRefusedByDatabase(error: unknown): boolean {
  if (error instanceof NoConnectionError) return false;
  const state = sqlState(error);
  return state !== undefined && !UNAVAILABLE_STATE.test(state);
}

// A SQLSTATE has five characters, and so has EPIPE: this matches only the classes that exist.
const SQL_STATE = /^(?:[0-5][0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
// https://www.postgresql.org/docs/15/errcodes-appendix.html: connection exception, serialization
// failure and deadlock, insufficient resources, object in use, cancelled or shut down, system
// error, internal error; read-only transaction, idle-in-transaction timeout.
const UNAVAILABLE_STATE = /^(08|40|53|55|57|58|XX)|^(25006|25P03)$/;
const UNAVAILABLE_MESSAGE =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|ENOSPC|EMFILE|ENFILE|Connection terminated|connection timeout|timeout exceeded|timeout expired|Query read timeout|Client has encountered a connection error|not queryable|server login has been failing/i;

export function sqlState(error: unknown): string | undefined {
  return hasString(error, 'code') && SQL_STATE.test(error.code) ? error.code : undefined;
}

/** The SQLSTATE, or the operating system's or OpenSSL's name of the fault. */
export function faultCode(error: unknown): string | undefined {
  return hasString(error, 'code') ? error.code : undefined;
}

function hasString<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    key in value &&
    typeof (value as Record<K, unknown>)[key] === 'string'
  );
}
