import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';

/** Set by the first group of suites that needs it, for the next one. */
const MADE = 'WORKSPACE_TEST_EMBEDDED';

/** An empty embedded database, made once: making one takes seconds, copying it does not. */
export default async function setup(project: TestProject): Promise<() => void> {
  project.provide('kind', 'embedded');
  const made = process.env[MADE];
  if (made !== undefined) {
    project.provide('source', made);
    return () => undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-embedded-'));
  const database = await connect({ dataDir: folder, onFault: () => undefined });
  await database.close();
  process.env[MADE] = folder;
  project.provide('source', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
