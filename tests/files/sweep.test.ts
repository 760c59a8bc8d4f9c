import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createFolderStorage } from '../../api/files/folder-storage.ts';
import { newKey } from '../../api/files/storage.ts';
import { sweepFiles } from '../../api/files/sweep.ts';
import { addPerson } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { download, PICTURE, uploaded } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const folder = tmpFolder('swept');
const { server, admin, general } = await serverForSuite({ FILES_DIR: folder });
const { db, close } = await connectToTest(server.database);
afterAll(close);
const alice = await addPerson(server, admin.token, 'alice');
const sweep = () => sweepFiles(db, createFolderStorage(folder));

const stored = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  ).length;
const isThere = async (id: string) => (await download(server, alice.token, id)).status === 200;
const ageFile = (id: string) =>
  sql`update files set created_at = created_at - interval '25 hours' where id = ${id}`.execute(db);

test('what was deleted goes, with its thumbnail, and what is left stays', async () => {
  const kept = await uploaded(server, alice, 'kept');
  const picture = await uploaded(server, alice, new Uint8Array(PICTURE), 'a.png');
  await say(server, alice, general, 'both', { fileIds: [kept.id, picture.id] });
  expect(stored()).toBe(3);
  await server.delete(`/files/${picture.id}`, alice.token);
  await sweep();
  expect(stored()).toBe(1);
  expect(await isThere(kept.id)).toBe(true);
});

test('what is in no message for a day goes, but for an avatar', async () => {
  const before = stored();
  const [old, fresh, sent] = [
    await uploaded(server, alice, 'old'),
    await uploaded(server, alice, 'fresh'),
    await uploaded(server, alice, 'sent'),
  ];
  const avatar = await uploaded(server, alice, new Uint8Array(PICTURE), 'me.png');
  await say(server, alice, general, 'sent', { fileIds: [sent.id] });
  await server.patch('/users/me', { avatarId: avatar.id }, alice.token);
  for (const { id } of [old, sent, avatar]) await ageFile(id);
  await sweep();
  expect(await isThere(old.id)).toBe(false);
  for (const { id } of [fresh, sent, avatar]) expect(await isThere(id)).toBe(true);
  expect(stored()).toBe(before + 4);
});

test('the files of a deleted channel go', async () => {
  const channel = await makeChannel(server, alice, 'building', { kind: 'private' });
  const file = await uploaded(server, alice, 'of the channel');
  await say(server, alice, channel.id, 'here', { fileIds: [file.id] });
  const before = stored();
  await sweep();
  expect(stored()).toBe(before);
  await server.delete(`/channels/${channel.id}`, alice.token);
  await sweep();
  expect(stored()).toBe(before - 1);
  expect(await isThere(file.id)).toBe(false);
});

test('what an upload has left whose server died goes after a day, and nothing that is not ours', async () => {
  const [dead, under] = [newKey(), newKey()];
  mkdirSync(path.join(folder, 'parts'), { recursive: true });
  const fileOf = (name: string) => path.join(folder, 'parts', name);
  for (const name of [dead, under, newKey()]) writeFileSync(fileOf(name), 'half');
  const before = stored();
  await sql`
    insert into files_to_remove (storage_key, remove_at)
    values (${dead}, now() - interval '1 minute'), (${under}, now() + interval '1 day')`.execute(
    db,
  );
  await sweep();
  expect(stored()).toBe(before - 1);
  expect([existsSync(fileOf(dead)), existsSync(fileOf(under))]).toEqual([false, true]);
});
