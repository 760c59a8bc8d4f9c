import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A new folder, removed after the suite that calls this. */
export function tmpFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `workspace-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
