import { readdirSync } from 'node:fs';
import pg from 'pg';
import { z } from 'zod';
import { residentBytes } from '../bench/processes.ts';
import type { Api } from '../support/api.ts';
import { readMetric } from '../support/metrics.ts';
import type { LoadReport } from './load-protocol.ts';

/** What was measured at a moment; latencies and counts are of the time since the sample before. */
export interface Sample extends LoadReport {
  /** Seconds since the load was complete. */
  at: number;
  /** Of the server, bytes. */
  rss: number;
  heap: number;
  external: number;
  descriptors: number;
  /** Connections of PostgreSQL's clients. */
  connections: number;
  /** As the server counts them. */
  streams: number;
  online: number;
  /** Of the search's index, since the start: how many, and how many took more than 50 ms. */
  batches: number;
  slowBatches: number;
}

type FromOutside = Omit<Sample, keyof LoadReport | 'at'>;

const BATCHES = 'workspace_search_index_batch_seconds';

/** Measures the server of `pid` from outside: /proc, its /metrics, and PostgreSQL's own views. */
export async function measure(api: Api, pid: number, databaseUrl: string): Promise<FromOutside> {
  const metric = (name: string) => readMetric(api, name);
  const batches = await metric(`${BATCHES}_count`);
  return {
    rss: residentBytes(pid),
    heap: await metric('nodejs_heap_size_used_bytes'),
    external: await metric('nodejs_external_memory_bytes'),
    descriptors: openDescriptors(pid),
    connections: await clientConnections(databaseUrl),
    streams: await metric('workspace_streams'),
    online: await metric('workspace_users_online'),
    batches,
    slowBatches: batches - (await metric(`${BATCHES}_bucket{le="0.05"}`)),
  };
}

/** How many files and sockets the process has open. */
export function openDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

const countSchema = z.tuple([z.object({ count: z.coerce.number() })]);

/** Without the one that asks. */
async function clientConnections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select count(*) from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return countSchema.parse(rows)[0].count;
  } finally {
    await client.end();
  }
}
