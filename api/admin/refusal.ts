import { z } from 'zod';
import { DataDirError } from '../../db/embedded.ts';
import { isDatabaseUnavailable } from '../../db/errors.ts';
import { NewerDatabaseError } from '../../db/migrate.ts';
import { Problem } from '../http/problem.ts';

/** A command is refused; the message says in one line why and what to do. */
export class Refusal extends Error {}

/** The line for whoever gave the command; undefined where the error is a bug. */
export function findRefusal(error: unknown): string | undefined {
  if (
    error instanceof Refusal ||
    error instanceof Problem ||
    error instanceof DataDirError ||
    error instanceof NewerDatabaseError
  ) {
    return error.message;
  }
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  if (!isDatabaseUnavailable(error)) return undefined;
  const reason = error instanceof Error ? error.message : String(error);
  return `the database does not do its work (${reason}); see that it runs and has room, and that DATABASE_URL is right`;
}
