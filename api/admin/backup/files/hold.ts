import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../../db/tables/tables.ts';
import { holdRemoval } from '../../../files/sweep.ts';
import { every } from '../../../lib/every.ts';

/** A hold lasts ten times as long. */
const RENEW_MS = 60_000;

/**
 * Runs `task` while the bytes of deleted files stay: it holds them before, and again and again. Where
 * this process dies, the last hold lapses.
 *
 * @param hold holds them for a while, wherever the database is
 */
export async function whileHeld<Out>(
  hold: () => Promise<unknown>,
  task: () => Promise<Out>,
): Promise<Out> {
  const renew = async () => void (await hold());
  await renew();
  // A server that starts anew meanwhile is asked again, long before the hold lapses.
  const stop = every(RENEW_MS, renew, () => undefined);
  return task().finally(stop);
}

/** Holds the bytes of deleted files; a database of an older version, or an empty one, has none. */
export async function holdIfThere(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass('file_removal') is not null as is_there`.execute(db);
  if (rows[0]?.isThere) await holdRemoval(db);
}
