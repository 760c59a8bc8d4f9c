import type { Kysely } from 'kysely';
import { readState } from '../../db/migrate.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { within } from '../lib/within.ts';

/**
 * Looks whether the database answers within `timeoutMs`, can be written to and has its migrations;
 * rejects where not.
 * Calls at the same time share one query: anyone may ask, and the database's connections are few.
 */
export function createReadiness(db: Kysely<Tables>, timeoutMs: number): () => Promise<void> {
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const { isReadOnly, pending } = await within(timeoutMs, readState(db));
    if (isReadOnly) throw new Error('the database takes no writes');
    if (pending.length > 0) throw new Error(`migrations are missing: ${pending.join(', ')}`);
  }

  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
