import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heedingModes } from '../electron/ordinary-user.ts';
import { workspace } from '../support/command.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';

const name = userInfo().username;

let folder: string;
let file: string;
let closed: string;
let database: TestDatabase;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-others-'));
  file = path.join(folder, 'a.backup');
  closed = path.join(folder, 'closed');
  database = await newDatabase();
  writeFileSync(file, 'of somebody else', { mode: 0 });
  mkdirSync(closed, { mode: 0o555 });
});
afterAll(async () => {
  await database.remove();
  rmSync(folder, { recursive: true });
});

async function refusalOf(args: string[]): Promise<string> {
  const env = { ...database.env, TMPDIR: folder };
  const { code, stdout, stderr } = await workspace(env, args, '', heedingModes());
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr;
}

test.each(['restore', 'backup verify'])(
  '%s of a file that the user may not read says so in one line, with the user’s name',
  async (command) => {
    expect(await refusalOf([...command.split(' '), file])).toContain(
      `a.backup cannot be read by the user ${name} (EACCES)`,
    );
  },
);

test('a backup into a folder where the user may not write says so in one line, with the user’s name', async () => {
  expect(await refusalOf(['backup', path.join(closed, 'x')])).toContain(
    `closed/x cannot be written by the user ${name} (EACCES`,
  );
  expect(readdirSync(closed)).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(['a.backup', 'closed']);
});
