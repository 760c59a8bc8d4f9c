import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** With a stand-in for the command beside it, which writes what it is told to and then `ends`. */
function backUp(ends: string) {
  const command = path.join(folder, 'workspace');
  writeFileSync(command, `#!/bin/sh\n[ "$1" = backup ] && echo half > "$2" && ${ends}\n`);
  chmodSync(command, 0o755);
  return run(path.join(folder, 'daily-backup'), [], { BACKUP_FOLDER: folder });
}

test('fourteen backups are kept, the new one among them', () => {
  const { status, printed } = backUp('true');
  expect(status).toBe(0);
  expect(backups()).toHaveLength(14);
  expect(backups().at(0)).toBe('workspace-20260112T030000Z.backup');
  expect(printed.trim()).toBe(path.join(folder, backups().at(-1) ?? ''));
  expect(readdirSync(folder)).toContain('of-somebody-else.backup');
});

test('a backup that fails is told, leaves no half of it, and costs no older one', () => {
  expect(backUp('exit 3').status).toBe(3);
  expect(backups()).toHaveLength(15);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});
