import { expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { workspace, workspaceDoes } from '../support/command.ts';
import { uploaded } from '../support/files.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin, general } = await serverForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

async function send(by: Person, channelId: string, name: string, size: number): Promise<string> {
  const file = await uploaded(server, by, 'x'.repeat(size), name);
  const path = `/channels/${channelId}/messages`;
  const { status } = await server.post(path, { fileIds: [file.id] }, by.token);
  expect(status).toBe(201);
  return file.id;
}

test('administrators see how much, whose and where, and no names of what is not theirs to read', async () => {
  const secret = await makeChannel(server, alice, 'drawings', { kind: 'private' });
  const { body: direct } = await server.put(`/direct/${bob.id}`, undefined, alice.token);
  const ids = {
    public: await send(alice, general, 'public.txt', 400),
    secret: await send(alice, secret.id, 'secret.txt', 300),
    direct: await send(bob, direct.id, 'direct.txt', 200),
    unsent: (await uploaded(server, bob, 'x'.repeat(100), 'unsent.txt')).id,
  };
  expect((await server.get('/files/usage', alice.token)).status).toBe(403);
  const { status, body } = await server.get('/files/usage', admin.token);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    total: { files: 4, bytes: 1_000 },
    unsent: { files: 1, bytes: 100 },
    people: [
      { userId: alice.id, files: 2, bytes: 700 },
      { userId: bob.id, files: 2, bytes: 300 },
    ],
    channels: [
      { kind: 'public', channelId: general, files: 1, bytes: 400 },
      { kind: 'private', channelId: secret.id, name: 'drawings', files: 1, bytes: 300 },
      { kind: 'direct', channelId: null, name: null, files: 1, bytes: 200 },
    ],
  });
  const seen = body.largest.map(({ id, name, channelId }: Record<string, unknown>) => ({
    id,
    name,
    channelId,
  }));
  expect(seen).toEqual([
    { id: ids.public, name: 'public.txt', channelId: general },
    { id: ids.secret, name: null, channelId: secret.id },
    { id: ids.direct, name: null, channelId: null },
    { id: ids.unsent, name: null, channelId: null },
  ]);

  const { env } = server.database;
  const told = JSON.parse(await workspaceDoes(env, ['files', 'usage', '--json']));
  expect(told.largest.map(({ name }: { name: string }) => name)).toContain('direct.txt');
  const table = await workspaceDoes(env, ['files', 'usage']);
  expect(table).toMatch(/^4 files of 0\.0 MB in all/);
  expect(table).toContain('all direct channels');
  expect(await workspaceDoes(env, ['files', 'delete', ids.direct])).toBe(
    `file ${ids.direct} is gone\n`,
  );
  expect((await server.get(`/files/${ids.direct}`, bob.token)).status).toBe(404);
  const again = await workspace(env, ['files', 'delete', ids.direct]);
  expect([again.code, again.stdout]).toEqual([1, '']);
  const audit = await workspaceDoes(env, ['audit', '--json']);
  expect(audit).toContain('file.deleted');
});
