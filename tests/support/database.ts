import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { createDatabase } from './postgres.ts';
import { until } from './until.ts';

/** Which of the two databases this run is about. */
export const databaseKind = (): 'embedded' | 'postgresql' => inject('kind');

/** A database as a server's configuration names it. */
export interface TestDatabase {
  env: { DATABASE_URL: string; FILES_DIR: string } | { DATA_DIR: string };
  /** Removes it; servers that use it must have stopped. */
  remove(): Promise<void>;
}

/** Makes a database: `schema` has all migrations and nothing else, `nothing` not even these. */
export async function newDatabase(holds: 'schema' | 'nothing' = 'schema'): Promise<TestDatabase> {
  if (databaseKind() === 'postgresql') {
    const template = inject('templates')[holds];
    const { url, drop } = await createDatabase(inject('source'), template);
    const FILES_DIR = path.join(tmpdir(), `workspace-files-${randomUUID()}`);
    return {
      env: { DATABASE_URL: url, FILES_DIR },
      async remove() {
        await drop();
        rmSync(FILES_DIR, { recursive: true, force: true });
      },
    };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-data-'));
  await copyEmbedded(folder, holds);
  return {
    env: { DATA_DIR: folder },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Copies an embedded database into the folder, once there is one: it is made as the suites begin. */
export async function copyEmbedded(
  folder: string,
  holds: 'schema' | 'nothing' = 'schema',
): Promise<void> {
  const template = inject('templates')[holds];
  await until(() => existsSync(template), 60_000);
  cpSync(template, folder, { recursive: true });
}
