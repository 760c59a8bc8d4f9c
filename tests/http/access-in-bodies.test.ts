import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin, general } = await serverForSuite();
const maker = await addPerson(server, admin.token, 'maker');
const removed = await addPerson(server, admin.token, 'removed');
const secret = await makeChannel(server, maker, 'a secret', {
  kind: 'private',
  memberIds: [removed.id],
});
const hidden = await say(server, maker, secret.id, 'a hidden text');
const clientId = randomUUID();
const own = await say(server, removed, secret.id, 'a text of their own', { clientId });
await server.delete(`/channels/${secret.id}/members/${removed.id}`, maker.token);

const postTo = (channelId: string, body: object, { token }: Person) =>
  server.post(`/channels/${channelId}/messages`, { body: 'x', ...body }, token);

test('a reply to a message that one may not see is refused as one to no message', async () => {
  const toNothing = await postTo(general, { replyToId: randomUUID() }, removed);
  expect(toNothing.status).toBe(422);
  for (const replyToId of [hidden.id, own.id]) {
    const { status, body } = await postTo(general, { replyToId }, removed);
    expect({ status, body }).toEqual({ status: 422, body: toNothing.body });
  }
});

test('a client id of a message that one may not see any more is answered without it', async () => {
  for (const channelId of [secret.id, general, randomUUID()]) {
    const { status, body } = await postTo(channelId, { clientId }, removed);
    expect([status, body.code]).toEqual([404, 'not-found']);
    expect(JSON.stringify(body)).not.toContain(own.id);
  }
});
