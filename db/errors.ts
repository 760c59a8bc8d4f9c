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
  const state = sqlState(error);
  if (state !== undefined) return UNAVAILABLE_STATE.test(state);
  if (!(error instanceof Error)) return false;
  return UNAVAILABLE_MESSAGE.test(hasString(error, 'code') ? error.code : error.message);
}

/** True where the database answers and cannot write: its disk is full, or it is read-only. */
export function takesNoWrites(error: unknown): boolean {
  return ['53100', '25006'].includes(sqlState(error) ?? '');
}

/** True where the statement itself was refused, so that it would be refused again. */
export function isRefusedByDatabase(error: unknown): boolean {
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
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENOENT|ENOSPC|Connection terminated|connection timeout|timeout exceeded|Query read timeout|Client has encountered a connection error|not queryable|server login has been failing/i;

function sqlState(error: unknown): string | undefined {
  return hasString(error, 'code') && SQL_STATE.test(error.code) ? error.code : undefined;
}

function hasString<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    key in value &&
    typeof (value as Record<K, unknown>)[key] === 'string'
  );
}
