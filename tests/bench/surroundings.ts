import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCluster } from '../support/postgres.ts';
import { Processes } from './processes.ts';
import type { Surroundings } from './systems/system.ts';

/**
 * Runs `work` with a PostgreSQL cluster of its own, as durable as PostgreSQL is by default, and a
 * folder in TMPDIR. Both are gone afterwards, and every program that was started is too, also where
 * the work fails or is interrupted.
 */
export async function withSurroundings<Out>(
  env: Record<string, string>,
  work: (surroundings: Surroundings) => Promise<Out>,
): Promise<Out> {
  const processes = new Processes();
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-bench-'));
  const cluster = await createCluster();
  async function cleanUp(): Promise<void> {
    processes.killAll();
    await cluster.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
  const onSignal = () => void cleanUp().finally(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const databasePid = cluster.pid();
  try {
    return await work({ processes, folder, databaseUrl: cluster.url, databasePid, env });
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await cleanUp();
  }
}
