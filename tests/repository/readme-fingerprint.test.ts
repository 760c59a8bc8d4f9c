import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const [lines = ''] =
  /^\[ -s machine-id[\s\S]*?\nFINGERPRINT=.*/m.exec(readFileSync('README.md', 'utf8')) ?? [];

/** What the tour makes of a machine whose `/etc/machine-id` holds this, the first time and later. */
function fingerprints(id: string | undefined): string[] {
  const cwd = mkdtempSync(path.join(tmpdir(), 'workspace-machine-'));
  const file = path.join(cwd, 'etc-machine-id');
  if (id !== undefined) writeFileSync(file, id);
  const script = `set -euo pipefail\n${lines.replace('/etc/machine-id', file)}\necho "$FINGERPRINT"`;
  const run = () => execFileSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
  const all = [run(), run()];
  rmSync(cwd, { recursive: true });
  return all;
}

test.each([
  ['is empty', ''],
  ['is not set yet', 'uninitialized\n'],
  ['is not there', undefined],
])(
  "the tour's fingerprint stays, and is another machine's nowhere, where the id %s",
  (_how, id) => {
    const [first, later] = fingerprints(id);
    expect(first).toMatch(/^[0-9a-f]{32}\n$/);
    expect(later).toBe(first);
    expect(fingerprints(id)[0]).not.toBe(first);
  },
);

test("the tour's fingerprint is the machine's where it has an id", () => {
  const of = (digit: string) => fingerprints(`${digit.repeat(32)}\n`)[0];
  expect(of('a')).toBe(of('a'));
  expect(of('a')).not.toBe(of('b'));
});
