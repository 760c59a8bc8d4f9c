import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A copy of the tree as it stands, tracked or not, with the page built; the caller removes it. */
export function makeCopy(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'workspace-planted-'));
  // Some suites run parts of it as an ordinary user, and would fail whatever is planted.
  chmodSync(copy, 0o755);
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard']);
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(file, path.join(copy, file));
  }
  symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));
  execFileSync(process.execPath, ['desktop/build-if-missing.ts'], { cwd: copy });
  return copy;
}
