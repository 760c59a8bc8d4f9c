import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';

/** An empty embedded database, made once: making one takes seconds, copying it does not. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-embedded-'));
  const database = await connect({ dataDir: folder, onFault: () => undefined });
  await database.close();
  project.provide('kind', 'embedded');
  project.provide('source', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
