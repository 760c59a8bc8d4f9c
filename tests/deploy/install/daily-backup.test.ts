import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './scratch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-backups-'));
  copyFileSync('deploy/bin/daily-backup', path.join(folder, 'daily-backup'));
  for (let day = 10; day < 25; day++) put(`workspace-202601${day}T030000Z.backup`);
  put('of-somebody-else.backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string) => writeFileSync(path.join(folder, name), '');
const backups = () => readdirSync(folder).filter((name) => name.startsWith('workspace-'));

/** With a stand-in for the command beside it, which does `script` to the file that it is given. */
function backUp(script: string) {
  const command = path.join(folder, 'workspace');
  writeFileSync(command, `#!/bin/sh\n[ "$1" = backup ] || exit 2\n${script}\n`);
  chmodSync(command, 0o755);
  return run(path.join(folder, 'daily-backup'), [], { BACKUP_FOLDER: folder });
}

test('fourteen backups are kept, the new one among them', () => {
  put('workspace-20260124T030000Z.backup.77.partial');
  expect(backUp('echo whole > "$2"')).toEqual({ status: 0, printed: '' });
  expect(backups()).toHaveLength(14);
  expect(backups().at(0)).toBe('workspace-20260112T030000Z.backup');
  expect(readFileSync(path.join(folder, backups().at(-1) ?? ''), 'utf8')).toBe('whole\n');
  expect(readdirSync(folder)).toContain('of-somebody-else.backup');
});

test('the files of a backup go with it, and so do those of a run that was killed', () => {
  const files = (name: string) => path.join(folder, `${name}.files`);
  for (const name of ['workspace-20260110T030000Z.backup', 'workspace-20260124T030000Z.backup']) {
    mkdirSync(files(name));
  }
  mkdirSync(files('workspace-20260109T030000Z.backup'));
  mkdirSync(files('of-somebody-else.backup'));
  backUp('mkdir "$2.files" && echo whole > "$2"');
  const left = readdirSync(folder).filter((name) => name.endsWith('.files'));
  expect(left).toEqual([
    'of-somebody-else.backup.files',
    'workspace-20260124T030000Z.backup.files',
    expect.stringMatching(/^workspace-2\d+T\d+Z\.backup\.files$/),
  ]);
});

test('a backup that fails is told, and costs no older one', () => {
  expect(backUp('exit 3').status).toBe(3);
  expect(backups()).toHaveLength(15);
});
