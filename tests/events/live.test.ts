import { expect, test } from 'vitest';
import { addPerson, generalOf } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();

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
