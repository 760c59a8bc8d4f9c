import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeDataFolder } from '../../api/ops/data-folder.ts';
import { DataDirError } from '../../db/embedded.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { isPossible } from '../support/possible.ts';
import { isReady, spawnServer } from '../support/server.ts';

const NOBODY = 65_534;
const isRoot = isPossible(
  process.getuid?.() === 0,
  'these tests do not run as root, so that those with folders of several users are skipped',
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const inFolder = (name: string) => path.join(folder, name);

/** What of it another user of this machine can reach, of all that is in it. */
function reachable(dir: string): string[] {
  const found = execFileSync('find', [dir, '-mindepth', '1'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const isOpen = (file: string, bits: number) => (statSync(file).mode & bits) !== 0;
  return found.filter((file) => {
    for (let above = path.dirname(file); above.length >= dir.length; above = path.dirname(above)) {
      if (!isOpen(above, 0o011)) return false;
    }
    return isOpen(file, 0o066);
  });
}

describe.skipIf(databaseKind() === 'postgresql')('an embedded database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await newDatabase();
  });
  afterEach(() => database.remove());

  test.each([
    ['made for it', []],
    ['with files of somebody else in it', ['notes.txt']],
  ])('cannot be read by others, in a folder %s that they may read', async (_, others) => {
    const dir = 'DATA_DIR' in database.env ? database.env.DATA_DIR : folder;
    for (const name of others) writeFileSync(path.join(dir, name), '', { mode: 0o600 });
    execFileSync('chmod', ['-R', 'a+rX', dir]);
    for (const name of others) chmodSync(path.join(dir, name), 0o600);
    expect(reachable(dir)).toContain(path.join(dir, 'pgdata', 'PG_VERSION'));
    const server = await spawnServer({ DATA_DIR: dir });
    try {
      await isReady(server);
      expect(readdirSync(dir)).toContain('lock');
      expect(reachable(dir)).toEqual([]);
      expect(modeOf(dir)).toBe(others.length === 0 ? '700' : '755');
    } finally {
      await server.kill('SIGKILL');
    }
  });

  test('is not opened where others may write to a folder with other files, which is told in one line', async () => {
    mkdirSync(inFolder('shared'));
    writeFileSync(inFolder('shared/notes.txt'), '');
    chmodSync(inFolder('shared'), 0o775);
    const server = await spawnServer({ DATA_DIR: inFolder('shared'), LOG_LEVEL: 'silent' });
    try {
      expect(await server.exited).toBe(1);
      expect(server.output().trim().split('\n')).toEqual([
        expect.stringMatching(
          /^Workspace cannot start: others may write to the data directory .*notes\.txt.*chmod go-w/,
        ),
      ]);
    } finally {
      await server.kill('SIGKILL');
    }
    expect(readdirSync(inFolder('shared'))).toEqual(['notes.txt']);
  });
});

describe.skipIf(databaseKind() === 'embedded')('the data folder', () => {
  test('is made for its user alone, and the folder above it is left as it is', () => {
    chmodSync(folder, 0o755);
    closeDataFolder(inFolder('data'));
    expect(modeOf(folder)).toBe('755');
    expect([modeOf(inFolder('data')), modeOf(inFolder('data/pgdata'))]).toEqual(['700', '700']);
  });

  test('is closed where nothing but the server’s own is in it', () => {
    for (const name of ['pgdata', 'snapshot-abc', 'lost+found']) mkdirSync(inFolder(name));
    for (const name of ['lock', 'lock-journal', 'control.sock']) writeFileSync(inFolder(name), '');
    chmodSync(folder, 0o777);
    closeDataFolder(folder);
    expect(modeOf(folder)).toBe('700');
  });

  test('with other files in it keeps its mode, and what is the server’s own is closed', () => {
    for (const name of ['lock', 'notes.txt']) writeFileSync(inFolder(name), '', { mode: 0o644 });
    mkdirSync(inFolder('pgdata'));
    chmodSync(inFolder('pgdata'), 0o777);
    chmodSync(folder, 0o755);
    closeDataFolder(folder);
    expect(['.', 'pgdata', 'lock', 'notes.txt'].map((name) => modeOf(inFolder(name)))).toEqual([
      '755',
      '700',
      '600',
      '644',
    ]);
  });

  test.skipIf(!isRoot)(
    'of another user is refused where others may write to it, and taken where not',
    () => {
      mkdirSync(inFolder('theirs'));
      chownSync(inFolder('theirs'), 0, NOBODY);
      chmodSync(folder, 0o711);
      const asNobody = (mode: number) => {
        chmodSync(inFolder('theirs'), mode);
        process.seteuid?.(NOBODY);
        try {
          closeDataFolder(inFolder('theirs'));
        } finally {
          process.seteuid?.(0);
        }
      };
      expect(() => asNobody(0o777)).toThrow(DataDirError);
      expect(() => asNobody(0o777)).toThrow('it belongs to another user');
      mkdirSync(inFolder('theirs/pgdata'));
      chownSync(inFolder('theirs/pgdata'), NOBODY, NOBODY);
      asNobody(0o755);
      expect(modeOf(inFolder('theirs/pgdata'))).toBe('700');
    },
  );
});
