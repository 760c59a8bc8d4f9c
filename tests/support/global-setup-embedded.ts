import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

/** Has the embedded databases made that suites copy, which wait for them. */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-embedded-'));
  const child = fork(path.join(import.meta.dirname, 'make-embedded.ts'), [folder]);
  const ended = once(child, 'exit');
  project.provide('kind', 'embedded');
  project.provide('source', '');
  const templates = { schema: path.join(folder, 'schema'), nothing: path.join(folder, 'nothing') };
  project.provide('templates', templates);
  return async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
