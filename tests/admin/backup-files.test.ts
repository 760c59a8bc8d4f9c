import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dump } from '../../api/admin/backup/dump.ts';
import {
  type Beside,
  besideOf,
  copyBeside,
  folderBeside,
  verifyBeside,
} from '../../api/admin/backup/files/beside.ts';
import { bringFiles } from '../../api/admin/backup/files/bring.ts';
import { namedFiles } from '../../api/admin/backup/files/named-files.ts';
import { Refusal } from '../../api/admin/refusal.ts';
import { writeWholeFile } from '../../api/admin/whole-file.ts';
import { createFolderStorage, pathIn } from '../../api/files/folder-storage.ts';
import { createS3Storage } from '../../api/files/s3/s3-storage.ts';
import { holdRemoval, sweepFiles } from '../../api/files/sweep.ts';
import { type Api, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { workspace, workspaceDoes } from '../support/command.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { download, uploaded } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong, rounds } from '../support/rounds.ts';
import { startS3 } from '../support/s3.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const folder = tmpFolder('backup-files');
const { server, admin, general } = await serverForSuite({
  HEARTBEAT_INTERVAL_MS: '100000',
  HEARTBEAT_TIMEOUT_MS: '600000',
});
const database = await connectToTest(server.database);
const { db } = database;
afterAll(database.close);
const { env } = server.database;
/** What the server has its files in. */
const filesDir = 'DATA_DIR' in env ? path.join(env.DATA_DIR, 'files') : env.FILES_DIR;
const storage = createFolderStorage(filesDir);
const at = (name: string) => path.join(folder, name);

/** As the command does it, without the trial restore. */
async function backUpTo(name: string): Promise<void> {
  await holdRemoval(db);
  let beside: Beside | undefined;
  await writeWholeFile(at(name), dump(database), {
    compress: true,
    async check(partial) {
      const source = { from: storage, name: filesDir };
      beside = await copyBeside({ partial, backup: at(name) }, source, () => undefined);
    },
  });
  await beside?.prune();
}
/** As it is in time where no more backup goes on. */
const endHold = () =>
  db
    .updateTable('fileRemoval')
    .set({ heldUntil: new Date(0) })
    .execute();

async function send(text: string): Promise<{ id: string; sha256: string }> {
  const file = await uploaded(server, admin, text, 'plan.txt');
  const posted = { fileIds: [file.id] };
  const { status } = await server.post(`/channels/${general}/messages`, posted, admin.token);
  expect(status).toBe(201);
  return file;
}
const remove = (id: string) => server.delete(`/files/${id}`, admin.token);

async function namesIn(backup: string) {
  const all = [];
  for await (const file of namedFiles(backup)) all.push(file);
  return all;
}

/** Every file of the restored server comes down as it is described there. */
async function expectAllThere(restored: Api, token: string): Promise<number> {
  const { files } = (await restored.get(`/channels/${general}/files?limit=100`, token)).body;
  for (const { id, size, sha256 } of files) {
    const { status, bytes } = await download(restored, token, id);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect([status, bytes.length, digest]).toEqual([200, size, sha256]);
  }
  return files.length;
}

test('a backup during uploads and deletions has every file that it names, and so has what is restored', async () => {
  const token = await newApiToken(server, admin.token);
  for (const n of upTo(5)) await send(`of before ${n}`);
  let isOver = false;
  const changing = (async () => {
    for (let n = 0; !isOver; n += 1) {
      const { id } = await send(`meanwhile ${n}`);
      if (n % 2 === 0) await remove(id);
      // Far more often than the server does it by itself.
      await sweepFiles(db, storage);
    }
  })();
  const backedUp = await workspaceDoes(env, ['backup', at('busy.backup')]).finally(() => {
    isOver = true;
  });
  await changing;
  expect(backedUp).toMatch(/ of 1 user, \d+ files?; verified\n/);
  expect(statSync(besideOf(at('busy.backup'))).mode & 0o077).toBe(0);

  const target = await newDatabase('nothing');
  const told = await workspaceDoes(target.env, ['restore', at('busy.backup')]);
  expect(told).toMatch(/, \d+ files?; compared with the file\n/);
  const restored = await startServer({}, target);
  expect(await expectAllThere(restored, token)).toBeGreaterThanOrEqual(5);
  await signIn(restored, ADMIN);
  await restored.stop();
  await target.remove();
}, 60_000);

test('what is deleted while a backup copies stays until it is done', async () => {
  const { id } = await send('held');
  const { storageKey } = await db
    .selectFrom('files')
    .select('storageKey')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await holdRemoval(db);
  await remove(id);
  await sweepFiles(db, storage);
  expect(existsSync(pathIn(filesDir, storageKey))).toBe(true);
  await endHold();
  await sweepFiles(db, storage);
  expect(existsSync(pathIn(filesDir, storageKey))).toBe(false);
});

test('a second backup in the same place copies what is new alone, and either can go', async () => {
  await send('old');
  await backUpTo('1.backup');
  await send('new');
  await backUpTo('2.backup');
  const [first, second] = [await namesIn(at('1.backup')), await namesIn(at('2.backup'))];
  expect(second.length).toBe(first.length + 1);
  const inode = (name: string, key: string) => statSync(pathIn(besideOf(at(name)), key)).ino;
  for (const { key } of first) {
    expect(inode('2.backup', key)).toBe(inode('1.backup', key));
    // The server's own are others: what happens to them does not happen to the backup.
    expect(inode('2.backup', key)).not.toBe(statSync(pathIn(filesDir, key)).ino);
  }
  rmSync(at('1.backup'));
  rmSync(besideOf(at('1.backup')), { recursive: true });
  await verifyBeside(at('2.backup'), () => undefined);
});

test('a damaged copy in an older backup is not taken over, and is told of itself', async () => {
  await backUpTo('3.backup');
  const [victim] = await namesIn(at('3.backup'));
  if (victim === undefined) throw new Error('there are no files');
  // Another inode, so that the server's and other backups' are as they were.
  const file = pathIn(besideOf(at('3.backup')), victim.key);
  rmSync(file);
  writeFileSync(file, 'rotten');
  await expect(verifyBeside(at('3.backup'), () => undefined)).rejects.toThrow(
    /has a damaged copy of the file .*; use another backup/,
  );
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('3.backup')) rmSync(at(name), { recursive: true });
  }
  await backUpTo('4.backup');
  await verifyBeside(at('4.backup'), () => undefined);
  // The same name again mends it, and what has been deleted since is there no longer.
  const gone = await send('gone soon');
  await backUpTo('3.backup');
  await verifyBeside(at('3.backup'), () => undefined);
  const before = await namesIn(at('3.backup'));
  await remove(gone.id);
  await backUpTo('3.backup');
  const left = new Set((await namesIn(at('3.backup'))).map(({ key }) => key));
  for (const { key } of before) {
    expect(existsSync(pathIn(besideOf(at('3.backup')), key))).toBe(left.has(key));
  }
});

test.runIf(isLong())(
  'a file that the storage has lost stops a backup, which says which one, and leaves nothing',
  async () => {
    const { id } = await send('to be lost');
    const { storageKey } = await db
      .selectFrom('files')
      .select('storageKey')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    rmSync(pathIn(filesDir, storageKey));
    const before = readdirSync(folder, { recursive: true }).sort();
    const { code, stdout, stderr } = await workspace(env, ['backup', at('lost.backup')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`has no whole copy of ${id}; `);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    // The database can be saved meanwhile.
    await workspaceDoes(env, ['backup', at('alone.backup'), '--without-files']);
    expect(existsSync(besideOf(at('alone.backup')))).toBe(false);
    await workspaceDoes(env, ['files', 'delete', id]);
    await backUpTo('lost.backup');
  },
);

test.runIf(isLong())(
  'a backup that lacks a file is refused, and the database and the storage are as they were',
  async () => {
    await backUpTo('lacking.backup');
    const lost = (await namesIn(at('lacking.backup'))).at(-1);
    if (lost === undefined) throw new Error('there are no files');
    const target = await newDatabase('nothing');
    const refused = async (line: RegExp) => {
      for (const args of [['backup', 'verify'], ['restore']]) {
        const { code, stdout, stderr } = await workspace(target.env, [
          ...args,
          at('lacking.backup'),
        ]);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toMatch(line);
      }
      expect(filesLeft(target)).toEqual([]);
    };
    rmSync(pathIn(besideOf(at('lacking.backup')), lost.key));
    await refused(new RegExp(`has no copy of the file ${lost.id}; use another backup`));
    rmSync(besideOf(at('lacking.backup')), { recursive: true });
    await refused(/their folder .*lacking\.backup\.files is not there; bring it beside/);
    await workspaceDoes(target.env, ['backup', 'verify', at('lacking.backup'), '--without-files']);
    await workspaceDoes(target.env, ['restore', at('lacking.backup'), '--without-files']);
    await target.remove();
  },
  60_000,
);

function filesLeft({ env: to }: TestDatabase): string[] {
  const where = 'DATA_DIR' in to ? path.join(to.DATA_DIR, 'files') : to.FILES_DIR;
  if (!existsSync(where)) return [];
  return readdirSync(where, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(where, name)).isFile(),
  );
}

test.runIf(isLong())(
  'files are restored into a bucket as well, and backed up from there; what is brought can be taken back',
  async () => {
    await send('for the bucket');
    await backUpTo('bucket.backup');
    const s3 = await startS3(at('s3'));
    const to = createS3Storage(s3.settings);
    const from = folderBeside(at('bucket.backup'));
    const refusal = (id: string) => new Refusal(id);
    const files = (await namesIn(at('bucket.backup'))).length;
    const bring = () => bringFiles(at('bucket.backup'), { from, to }, refusal, () => undefined);
    const takeBack = await bring();
    expect(s3.stored()).toHaveLength(files);
    // What is there already is left, and is not taken back with what was brought.
    const again = await bring();
    await again();
    expect(s3.stored()).toHaveLength(files);
    await takeBack();
    expect(s3.stored()).toEqual([]);

    const target = await newDatabase('nothing');
    const targetEnv = { ...target.env, ...s3.env };
    await workspaceDoes(targetEnv, ['restore', at('bucket.backup')]);
    expect(s3.stored()).toHaveLength(files);
    await workspaceDoes(targetEnv, ['backup', at('from-bucket.backup')]);
    await verifyBeside(at('from-bucket.backup'), () => undefined);
    const restored = await startServer(s3.env, target);
    const { token } = await signIn(restored, ADMIN);
    expect(await expectAllThere(restored, token)).toBeGreaterThan(0);
    await restored.stop();
    await target.remove();
    await s3.stop();
  },
  60_000,
);

test(`${rounds(1, 20)} times: a backup is whole whenever a file is deleted`, async () => {
  for (const n of upTo(rounds(1, 20))) {
    const files = await Promise.all(upTo(3).map((m) => send(`round ${n}, ${m}`)));
    await endHold();
    await Promise.all([
      backUpTo(`round-${n}.backup`),
      ...files.map(async ({ id }) => {
        await remove(id);
        await sweepFiles(db, storage);
      }),
    ]);
    await verifyBeside(at(`round-${n}.backup`), () => undefined);
  }
}, 300_000);
