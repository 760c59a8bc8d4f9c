import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { Log, Tell } from '../lib/log-line.ts';

/**
 * Makes a change in a transaction of its own. What it tells is logged after the commit, so that the
 * log names each change once, on the node that made it, and none that was rolled back.
 */
export async function loggedTransaction<Out>(
  db: Kysely<Tables>,
  log: Log,
  work: (trx: Kysely<Tables>, tell: Tell) => Promise<Out>,
): Promise<Out> {
  let told: Parameters<Tell>[] = [];
  const out = await db.transaction().execute((trx) => {
    // The database may have rolled an earlier try back.
    told = [];
    return work(trx, (...line) => told.push(line));
  });
  for (const line of told) log.info(...line);
  return out;
}
