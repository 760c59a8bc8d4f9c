import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, type Person, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer();
  const admin = await signIn(server, ADMIN);
  alice = await addPerson(server, admin.token, 'alice');
  bob = await addPerson(server, admin.token, 'bob');
});
afterAll(() => server.stop());

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
