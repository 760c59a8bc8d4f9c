import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';

/** Makes the embedded databases that suites copy, once: making one takes seconds. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-embedded-'));
  const nothing = path.join(folder, 'nothing');
  const schema = path.join(folder, 'schema');
  const open = (dataDir: string) => connect({ dataDir, onFault: () => undefined });
  await (await open(nothing)).close();
  cpSync(nothing, schema, { recursive: true });
  const { db, close } = await open(schema);
  await migrate(db);
  await close();
  project.provide('kind', 'embedded');
  project.provide('source', '');
  project.provide('templates', { schema, nothing });
  return () => rmSync(folder, { recursive: true, force: true });
}
