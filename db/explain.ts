import { DiskFullError } from './disk-space.ts';
import { DataDirError } from './embedded.ts';
import { EngineDeadError, isDatabaseUnavailable, NoConnectionError, sqlState } from './errors.ts';
import { NewerDatabaseError } from './migrate.ts';

/** The one line for an administrator that a fault of the database leaves; undefined for a bug. */
export function explainDatabaseFault(error: unknown): string | undefined {
  if (error instanceof DataDirError || error instanceof NewerDatabaseError) return error.message;
  if (error instanceof DiskFullError || error instanceof EngineDeadError) return error.message;
  if (error instanceof NoConnectionError && error.isLasting) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  const state = sqlState(error);
  if (state === '3F000' || (state === '42501' && /for schema/.test(reason))) {
    return `the role of DATABASE_URL may not make its tables (${reason}); in that database, as its owner: GRANT USAGE, CREATE ON SCHEMA public TO "ROLE"`;
  }
  if (state === '42501') {
    return `the role of DATABASE_URL lacks a right (${reason}); name the role that owns the tables, or make it their owner: REASSIGN OWNED BY "OTHER" TO "ROLE"`;
  }
  if (!isDatabaseUnavailable(error)) return undefined;
  return `the database does not do its work (${reason}); see that it runs and has room, and that DATABASE_URL is right`;
}
