import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { connect } from '../../../db/connect.ts';
import { createDatabase, execute } from '../../support/postgres.ts';
import { postBody } from '../load/post-body.ts';
import type { Surroundings, System } from '../systems/system.ts';
import { workspaceEmbedded } from '../systems/workspace.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

const SUBSCRIBERS = 5;
const POSTERS = 64;

export interface DurableOptions {
  systems: readonly System[];
  ms: number;
  /** For how long they post before that, as in `deliveries`. */
  warmUpMs: number;
  /** How much longer than this disk the one that is played takes to sync, in ms; for PostgreSQL only. */
  slowerMs?: number;
}

/** How many posts a second are made durable, and how many rows one after another the same database takes. */
export function durable({ systems, ms, warmUpMs, slowerMs = 0 }: DurableOptions): Workload {
  const disk = slowerMs === 0 ? '' : `, a disk that takes ${slowerMs} ms longer to sync`;
  return {
    name: `durable posts, ${POSTERS} posters, ${SUBSCRIBERS} subscribers${disk}`,
    systems,
    connections: POSTERS,
    figures: [
      { name: 'posts', unit: '/s', better: 'more' },
      { name: 'acknowledgement p50', unit: 'ms', better: 'less' },
      { name: 'acknowledgement p99', unit: 'ms', better: 'less' },
      { name: 'single-row inserts one after another', unit: '/s', better: 'none' },
      { name: 'posts for each such insert', unit: '', better: 'more' },
    ],
    async measure(system, surroundings) {
      await slowDown(surroundings.databaseUrl, slowerMs);
      try {
        return await measure(system, surroundings, ms, warmUpMs);
      } finally {
        await slowDown(surroundings.databaseUrl, 0);
      }
    },
  };
}

async function measure(
  system: System,
  surroundings: Surroundings,
  ms: number,
  warmUpMs: number,
): Promise<Record<string, number>> {
  const measured = await withSystem(system, surroundings, async (running, readers, writers) => {
    const wires = running.subscribers;
    await readers.tell({ do: 'subscribe', wires, count: SUBSCRIBERS, isExact: false });
    const post = { do: 'post', wires: running.posters, posters: POSTERS } as const;
    await writers.tell({ ...post, ms: warmUpMs });
    return writers.tell({ ...post, ms });
  });
  const posts = (measured.posted / (measured.to - measured.from)) * 1000;
  const inserts = await insertsPerSecond(system === workspaceEmbedded, surroundings, ms);
  return {
    posts,
    'acknowledgement p50': measured.ack.p50,
    'acknowledgement p99': measured.ack.p99,
    'single-row inserts one after another': inserts,
    'posts for each such insert': posts / inserts,
  };
}

/**
 * Who commits sleeps before the write-ahead log is flushed, and holds its lock meanwhile, as if the
 * disk took that long (PostgreSQL 15, 20.5.1, commit_delay). On a disk that really does, whoever comes
 * meanwhile waits for the next flush; here they are in this one, which favours those who commit
 * singly.
 */
async function slowDown(databaseUrl: string, ms: number): Promise<void> {
  const [delay, siblings] = ms === 0 ? ['default', 'default'] : [ms * 1000, 0];
  await execute(databaseUrl, `alter role current_user set commit_delay to ${delay}`);
  await execute(databaseUrl, `alter role current_user set commit_siblings to ${siblings}`);
}

/** The simplest thing that is durable: a table with a key, one connection, a commit for each row. */
async function insertsPerSecond(
  isEmbedded: boolean,
  { databaseUrl, folder }: Surroundings,
  ms: number,
): Promise<number> {
  const database = isEmbedded ? undefined : await createDatabase(databaseUrl);
  const { db, close } = await connect({
    databaseUrl: database?.url,
    dataDir: mkdtempSync(path.join(folder, 'inserts-')),
    onFault: () => undefined,
  });
  await sql`create table rows (id uuid primary key, body text not null)`.execute(db);
  const from = performance.now();
  let rows = 0;
  while (performance.now() - from < ms) {
    await sql`insert into rows values (${randomUUID()}, ${postBody(rows)})`.execute(db);
    rows += 1;
  }
  const seconds = (performance.now() - from) / 1000;
  await close();
  await database?.drop();
  return rows / seconds;
}
