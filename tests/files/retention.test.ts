import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { deleteOldFiles } from '../../api/files/retention.ts';
import { addPerson } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { download, uploaded } from '../support/files.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, admin, general } = await serverForSuite();
const { db, close } = await connectToTest(server.database);
afterAll(close);

async function age(ids: readonly string[], days: number): Promise<void> {
  await sql`
    update files set created_at = created_at - ${days}::float8 * interval '1 day'
    where id = any(${ids}::uuid[])`.execute(db);
}

test('files older than so many days go out of their messages, and everybody hears of it', async () => {
  const alice = await addPerson(server, admin.token, 'alice');
  const files = [];
  // More than go at once.
  for (const n of upTo(60)) files.push(await uploaded(server, alice, `${n}`, `${n}.txt`));
  const ids = files.map(({ id }) => id);
  const post = async (body: string, fileIds: string[]) =>
    (await server.post(`/channels/${general}/messages`, { body, fileIds }, alice.token)).body;
  const mixed = await post('with words', ids.slice(0, 2));
  const alone = await post('', ids.slice(2, 4));
  for (let from = 4; from < 60; from += 8) await post('more', ids.slice(from, from + 8));
  await age(ids.slice(1), 31);
  const stream = await server.follow(admin.token);
  await stream.next('ready');

  expect(await deleteOldFiles(db, 30, false)).toBe(59);
  const updated = await stream.next('message.updated', ({ id }) => id === mixed.id);
  expect(updated.data.files).toEqual([files[0]]);
  await stream.next('message.deleted', ({ id }) => id === alone.id);
  stream.abort();
  expect((await download(server, admin.token, ids[0])).status).toBe(200);
  expect((await download(server, admin.token, ids[1])).status).toBe(404);
  expect(await deleteOldFiles(db, 30, false)).toBe(0);
});

test('a file that no message has is not one that is kept for long, and stays', async () => {
  const file = await uploaded(server, admin, 'unsent');
  await age([file.id], 0.9);
  expect(await deleteOldFiles(db, 0.5, false)).toBe(0);
  expect((await download(server, admin.token, file.id)).status).toBe(200);
});
