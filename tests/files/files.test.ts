import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Api, addPerson, type Person } from '../support/api.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { download, PICTURE, upload, uploaded } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const MEBIBYTE = 2 ** 20;
const folder = tmpFolder('files');
const { server, other, admin, general } = await nodesForSuite({
  FILES_DIR: folder,
  MAX_FILE_BYTES: String(2 * MEBIBYTE),
  FILES_QUOTA_BYTES: String(16 * MEBIBYTE),
});
const { db, close } = await connectToTest(server.database);
afterAll(close);
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

/** What is in the storage, parts included. */
const stored = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  ).length;
const post = (by: Person, channelId: string, body: Record<string, unknown>) =>
  server.post(`/channels/${channelId}/messages`, body, by.token);
const statusOf = async (by: Person, id: string, api: Api = server) =>
  (await download(api, by.token, id)).status;
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

test('a file comes down as it went up, on every node, whole and in parts', async () => {
  const bytes = bytesOf('The plan of the second floor, in seven rooms.');
  const { status, body } = await upload(server, alice.token, bytes, 'plan du 2ᵉ.txt');
  expect(status).toBe(201);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(body).toEqual({
    id: expect.any(String),
    name: 'plan du 2ᵉ.txt',
    type: 'text/plain',
    size: bytes.length,
    sha256,
    ...{ width: null, height: null, hasThumbnail: false },
    createdAt: expect.any(String),
    uploaderId: alice.id,
  });
  for (const api of [server, other]) {
    const { headers, ...whole } = await download(api, alice.token, body.id);
    expect([whole.status, whole.bytes.equals(bytes)]).toEqual([200, true]);
    expect(Object.fromEntries(headers)).toMatchObject({
      etag: `"${sha256}"`,
      'accept-ranges': 'bytes',
      'content-length': String(bytes.length),
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="plan du 2[^"]*"; filename\*=UTF-8''plan%20du%202%E1%B5%89\.txt$/,
      ),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox/),
    });
  }
  const part = await download(other, alice.token, body.id, { range: 'bytes=4-7' });
  expect([part.status, String(part.bytes)]).toEqual([206, 'plan']);
  expect(part.headers.get('content-range')).toBe(`bytes 4-7/${bytes.length}`);
  const rest = await download(server, alice.token, body.id, { range: 'bytes=38-' });
  expect(String(rest.bytes)).toBe(' rooms.'.slice(-(bytes.length - 38)));
  const etag = `"${sha256}"`;
  const known = { 'if-none-match': `"else", ${etag}` };
  expect((await download(server, alice.token, body.id, known)).status).toBe(304);
  const changed = { range: 'bytes=4-7', 'if-range': '"else"' };
  expect((await download(server, alice.token, body.id, changed)).status).toBe(200);
  const beyond = await download(server, alice.token, body.id, { range: 'bytes=999-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
    416,
    `bytes */${bytes.length}`,
  ]);
  const head = await download(server, alice.token, body.id, {}, 'HEAD');
  expect([head.headers.get('content-length'), head.bytes.length]).toEqual([
    String(bytes.length),
    0,
  ]);
});

test('a form brings one file, with its own name', async () => {
  const form = new FormData();
  form.append('file', new Blob(['of a form']), 'été.txt');
  const { status, body } = await upload(server, alice.token, form);
  expect([status, body.name, body.size]).toEqual([201, 'été.txt', 9]);
  expect(String((await download(server, alice.token, body.id)).bytes)).toBe('of a form');
  const without = new FormData();
  without.append('text', 'no file');
  expect(await upload(server, alice.token, without)).toMatchObject({
    status: 422,
    body: { code: 'invalid-request', errors: [{ path: 'file' }] },
  });
  const cut = await upload(server, alice.token, '--x\r\ncontent-disp', undefined, {
    'content-type': 'multipart/form-data; boundary=x',
  });
  expect([cut.status, cut.body.code]).toEqual([400, 'malformed-body']);
  const half = await upload(
    server,
    alice.token,
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it',
    undefined,
    { 'content-type': 'multipart/form-data; boundary=x' },
  );
  expect([half.status, half.body.code]).toEqual([400, 'malformed-body']);
});

test('what is too large, or has no room, is refused and leaves nothing', async () => {
  const limits = await server.get('/files/limits', alice.token);
  expect([limits.status, limits.body]).toEqual([200, { mostBytes: 2 * MEBIBYTE }]);
  const before = stored();
  const tooLarge = new Uint8Array(2 * MEBIBYTE + 1);
  const declared = await upload(server, alice.token, tooLarge);
  expect([declared.status, declared.body.code]).toEqual([413, 'file-too-large']);
  const streamed = await upload(server, alice.token, new Blob([tooLarge]).stream());
  expect([streamed.status, streamed.body.code]).toEqual([413, 'file-too-large']);
  expect(stored()).toBe(before);

  const all = [];
  for (;;) {
    const { status, body } = await upload(server, alice.token, tooLarge.subarray(1));
    if (status === 201) all.push(body.id);
    else {
      expect([status, body.code]).toEqual([507, 'storage-full']);
      break;
    }
  }
  expect(all.length).toBe(7);
  expect(stored()).toBe(before + all.length);
  for (const id of all) {
    expect((await server.delete(`/files/${id}`, alice.token)).status).toBe(204);
    expect(await statusOf(alice, id)).toBe(404);
  }
});

test('an upload that breaks off leaves nothing', async () => {
  const before = stored();
  const url = new URL(server.url);
  const tenths = upTo(10).map((n) => Math.floor((n * MEBIBYTE) / 10) - 1);
  for (const [chunked, count] of tenths.flatMap((tenth) => [
    [false, tenth] as const,
    [true, tenth] as const,
  ])) {
    const socket = connect(Number(url.port), url.hostname);
    const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${MEBIBYTE}`;
    socket.write(
      `POST /api/v1/files?name=half HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${alice.token}\r\n${length}\r\n\r\n`,
    );
    const bytes = 'x'.repeat(count);
    socket.write(chunked ? `${bytes.length.toString(16)}\r\n${bytes}\r\n` : bytes);
    await until(() => stored() === before + 1);
    socket.destroy();
    await until(() => stored() === before);
  }
});

test('a message has its files, in order, also without words, and everybody hears of them', async () => {
  const stream = await other.follow(bob.token);
  await stream.next('ready');
  const files = [];
  for (const n of upTo(3)) files.push(await uploaded(server, alice, `file ${n}`, `${n}.txt`));
  const fileIds = files.map(({ id }) => id).reverse();
  const { status, body } = await post(alice, general, { fileIds });
  expect([status, body.body]).toEqual([201, '']);
  expect(body.files).toEqual(files.toReversed());
  const { data } = await stream.next('message.created', ({ id }) => id === body.id);
  expect(data).toEqual(body);
  stream.abort();
  const page = await server.get(`/channels/${general}/messages?limit=1`, bob.token);
  expect(page.body.messages).toEqual([body]);
  for (const { id } of files) expect(await statusOf(bob, id, other)).toBe(200);
});

test('a file is of its uploader’s messages alone, and of one; a post is made once', async () => {
  const file = await uploaded(server, alice, 'mine');
  const stolen = await post(bob, general, { body: 'yours', fileIds: [file.id] });
  expect([stolen.status, stolen.body.errors[0].path]).toEqual([422, 'fileIds']);
  expect(await statusOf(bob, file.id)).toBe(404);
  const clientId = crypto.randomUUID();
  const wanted = { body: 'mine', fileIds: [file.id], clientId };
  const all = await Promise.all([
    post(alice, general, wanted),
    other.post(`/channels/${general}/messages`, wanted, alice.token),
  ]);
  expect(all.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect(all[0]?.body.id).toBe(all[1]?.body.id);
  const again = await post(alice, general, { body: 'again', fileIds: [file.id] });
  expect([again.status, again.body.errors[0].path]).toEqual([422, 'fileIds']);
  for (const wrong of [
    { body: '' },
    { fileIds: [] },
    { fileIds: [file.id, file.id] },
    { fileIds: upTo(11).map(() => crypto.randomUUID()) },
  ]) {
    expect((await post(alice, general, wrong)).status).toBe(422);
  }
});

test('whoever may not see the message, or not any more, does not get its files', async () => {
  const channel = await makeChannel(server, alice, 'drawings', { kind: 'private' });
  const file = await uploaded(server, alice, 'secret');
  await post(alice, channel.id, { fileIds: [file.id] });
  expect(await statusOf(bob, file.id)).toBe(404);
  expect((await server.get(`/channels/${channel.id}/files`, bob.token)).status).toBe(404);
  const member = `/channels/${channel.id}/members/${bob.id}`;
  await server.put(member, undefined, alice.token);
  expect(await statusOf(bob, file.id)).toBe(200);
  const refused = await server.delete(`/files/${file.id}`, bob.token);
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  await server.delete(member, alice.token);
  expect(await statusOf(bob, file.id, other)).toBe(404);
  expect(await statusOf(alice, file.id)).toBe(200);
});

test('a thread has files, for those of its channel', async () => {
  const root = await say(server, alice, general, 'Which floor?');
  const thread = (await server.put(`/messages/${root.id}/thread`, undefined, bob.token)).body;
  const file = await uploaded(server, bob, 'the second');
  const { status, body } = await post(bob, thread.id, { fileIds: [file.id] });
  expect([status, body.parentId]).toEqual([201, general]);
  expect(await statusOf(alice, file.id)).toBe(200);
  const list = async (channelId: string) =>
    (await server.get(`/channels/${channelId}/files?limit=1`, alice.token)).body;
  for (const id of [general, thread.id]) {
    const { files, next } = await list(id);
    expect(files).toEqual([
      {
        ...file,
        ...{ messageId: body.id, channelId: thread.id, seq: 1, sentAt: body.createdAt },
      },
    ]);
    expect(next === null).toBe(id === thread.id);
  }
  const { next } = await list(general);
  const older = await server.get(`/channels/${general}/files?before=${next}`, alice.token);
  expect(older.body.files.length).toBeGreaterThan(3);
  expect(older.body.next).toBeNull();
});

test('a file that is deleted is out of its message at once, and nothing says its name again', async () => {
  const cursor = (await server.get('/channels', bob.token)).body.cursor;
  const [first, second] = [
    await uploaded(server, alice, 'one', 'aubergine.txt'),
    await uploaded(server, alice, 'two', 'courgette.txt'),
  ];
  const { body: message } = await post(alice, general, { fileIds: [first.id, second.id] });
  const stream = await server.follow(bob.token);
  await stream.next('ready');
  expect((await server.delete(`/files/${first.id}`, alice.token)).status).toBe(204);
  expect(await statusOf(bob, first.id, other)).toBe(404);
  const updated = await stream.next('message.updated', ({ id }) => id === message.id);
  expect(updated.data).toMatchObject({ revision: 2, files: [second], editedAt: null });
  // By an administrator, and then nothing is left of the message.
  expect((await server.delete(`/files/${second.id}`, admin.token)).status).toBe(204);
  const deleted = await stream.next('message.deleted', ({ id }) => id === message.id);
  expect(deleted.data).toMatchObject({ body: null, files: [] });
  expect((await server.delete(`/files/${second.id}`, alice.token)).status).toBe(404);
  stream.abort();
  const replayed = await server.follow(bob.token, cursor);
  await replayed.next('message.deleted', ({ id }) => id === message.id);
  expect(JSON.stringify(replayed.events)).not.toMatch(/aubergine|courgette/);
  replayed.abort();
});

test('the files of a deleted message go with it, and their bytes', async () => {
  const file = await uploaded(server, alice, 'gone');
  const { body } = await post(alice, general, { body: 'words', fileIds: [file.id] });
  const edit = (text: string) => server.patch(`/messages/${body.id}`, { body: text }, alice.token);
  expect((await edit('')).status).toBe(200);
  expect((await edit('words again')).body.files).toEqual([file]);
  expect((await server.delete(`/messages/${body.id}`, alice.token)).status).toBe(204);
  expect(await statusOf(alice, file.id)).toBe(404);
  const waiting = await db.selectFrom('filesToRemove').select('storageKey').execute();
  expect(waiting.length).toBeGreaterThan(0);
});

test('messages are found by the names of their files, and by having some', async () => {
  const file = await uploaded(server, alice, 'x', 'Compte_rendu été.pdf');
  const { body } = await post(alice, general, { body: 'voici', fileIds: [file.id] });
  const found = async (q: string) =>
    (await server.get(`/search?q=${encodeURIComponent(q)}`, bob.token)).body.results;
  const waits = [
    async () => undefined,
    () =>
      until(
        async () =>
          (await db
            .selectFrom('searchEntries')
            .select('messageId')
            .where('messageId', '=', body.id)
            .executeTakeFirst()) !== undefined,
      ),
  ];
  for (const wait of waits) {
    await wait();
    for (const q of ['comptes rendus', 'compte_rendu', 'voici has:file', 'avec:fichier rendu']) {
      expect((await found(q))[0]?.message.id, q).toBe(body.id);
    }
  }
  const [result] = await found('voici rendu');
  expect(result.highlights).toEqual([[0, 5]]);
  await server.delete(`/files/${file.id}`, alice.token);
  for (const q of ['compte_rendu', 'voici has:file']) expect(await found(q)).toEqual([]);
  expect((await found('voici'))[0].message.id).toBe(body.id);
});

test('an avatar is a picture of one’s own, which everybody sees until it is another', async () => {
  const picture = await uploaded(server, alice, new Uint8Array(PICTURE), 'me.png');
  expect(picture).toMatchObject({ type: 'image/png', width: 1, height: 1, hasThumbnail: true });
  const path = `${picture.id}/thumbnail`;
  expect((await download(server, bob.token, path)).status).toBe(404);
  const text = await uploaded(server, alice, 'no picture');
  for (const avatarId of [text.id, crypto.randomUUID()]) {
    const refused = await server.patch('/users/me', { avatarId }, alice.token);
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'avatarId']);
  }
  const stolen = await server.patch('/users/me', { avatarId: picture.id }, bob.token);
  expect(stolen.status).toBe(422);
  const stream = await server.follow(bob.token);
  await stream.next('ready');
  const { body } = await server.patch('/users/me', { avatarId: picture.id }, alice.token);
  expect(body.avatarId).toBe(picture.id);
  await stream.next('user.updated', ({ avatarId }) => avatarId === picture.id);
  const { status, headers } = await download(other, bob.token, path);
  expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect((await post(alice, general, { fileIds: [picture.id] })).status).toBe(422);
  // By an administrator, whom somebody has asked.
  expect((await server.delete(`/files/${picture.id}`, admin.token)).status).toBe(204);
  await stream.next('user.updated', ({ id, avatarId }) => id === alice.id && avatarId === null);
  expect((await download(server, bob.token, path)).status).toBe(404);
  stream.abort();
});
