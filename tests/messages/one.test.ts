import { expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

test('a message is had by its id, by those who are in its channel', async () => {
  const { id } = await makeChannel(server, alice, 'quoted');
  const message = await say(server, alice, id, 'far away');
  const found = await server.get(`/messages/${message.id}`, alice.token);
  expect([found.status, found.body]).toEqual([200, message]);
  for (const token of [bob.token, undefined]) {
    expect((await server.get(`/messages/${message.id}`, token)).status).toBe(token ? 404 : 401);
  }
  await server.delete(`/messages/${message.id}`, alice.token);
  expect((await server.get(`/messages/${message.id}`, alice.token)).body.body).toBeNull();
  await server.delete(`/channels/${id}`, alice.token);
  expect((await server.get(`/messages/${message.id}`, alice.token)).status).toBe(404);
});
