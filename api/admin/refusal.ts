import { z } from 'zod';
import { explainDatabaseFault } from '../../db/explain.ts';
import { StorageAwayError } from '../files/storage.ts';
import { Problem } from '../http/problem.ts';

/** A command is refused; the message says in one line why and what to do. */
export class Refusal extends Error {}

/** The line for whoever gave the command; undefined where the error is a bug. */
export function findRefusal(error: unknown): string | undefined {
  if (error instanceof Refusal || error instanceof Problem) return error.message;
  if (error instanceof StorageAwayError) return `the storage of files: ${error.message}`;
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  return explainDatabaseFault(error);
}
