import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, generalOf, type Person, signIn } from '../support/api.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: Person;

beforeAll(async () => {
  server = await startServer();
  admin = await signIn(server, ADMIN);
});
afterAll(() => server.stop());

test('what one posts, another sees live', async () => {
  const bob = await addPerson(server, admin.token);
  const stream = await server.follow(bob.token);
  const general = await generalOf(server, admin.token);
  const { status, body } = await server.post(
    `/channels/${general}/messages`,
    { body: 'hello' },
    admin.token,
  );
  expect(status).toBe(201);
  const event = await stream.next('message.created');
  expect(event.data).toEqual(body);
  expect(event.id).toBeTruthy();
});
