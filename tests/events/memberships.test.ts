import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson, generalOf, type Person, signIn } from '../support/api.ts';
import type { Follow, StreamEvent } from '../support/follow.ts';
import { post } from '../support/posting.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let owner: Person;
let bob: Person;
let general: string;
let count = 0;

beforeAll(async () => {
  server = await startServer();
  owner = await signIn(server, ADMIN);
  general = await generalOf(server, owner.token);
});
beforeEach(async () => {
  bob = await addPerson(server, owner.token);
});
afterAll(() => server.stop());

async function makePrivate(memberIds: string[] = []): Promise<string> {
  count += 1;
  const channel = { name: `private ${count}`, kind: 'private', memberIds };
  const { status, body } = await server.post('/channels', channel, owner.token);
  expect(status).toBe(201);
  return body.id;
}

async function putIn(channelId: string, userId: string): Promise<void> {
  const path = `/channels/${channelId}/members/${userId}`;
  expect((await server.put(path, undefined, owner.token)).status).toBe(204);
}

async function takeOut(channelId: string, userId: string): Promise<void> {
  const path = `/channels/${channelId}/members/${userId}`;
  expect((await server.delete(path, owner.token)).status).toBe(204);
}

/** Everything that the stream has told of the channel, up to a message to all. */
async function toldOf(stream: Follow, channelId: string): Promise<string[]> {
  const { id } = await post(server, owner.token, general, 'that is all');
  await stream.next('message.created', (message) => message.id === id);
  return stream.events.filter((event) => isOf(event, channelId)).map(describeEvent);
}

const isOf = ({ data }: StreamEvent, channelId: string) =>
  data.channelId === channelId || data.id === channelId;

const describeEvent = ({ event, data }: StreamEvent) =>
  event.startsWith('message.') ? `${event} ${data.body}` : event;

/** What happens in the channel while bob is in it for a part of the time. */
async function liveThrough(channelId: string): Promise<void> {
  await post(server, owner.token, channelId, 'too early');
  await putIn(channelId, bob.id);
  await post(server, owner.token, channelId, 'while in');
  await server.patch(`/channels/${channelId}`, { topic: 'seen' }, owner.token);
  await takeOut(channelId, bob.id);
  await post(server, owner.token, channelId, 'too late');
  await server.patch(`/channels/${channelId}`, { topic: 'unseen' }, owner.token);
  await putIn(channelId, bob.id);
  await post(server, owner.token, channelId, 'in again');
  await takeOut(channelId, bob.id);
  await post(server, owner.token, channelId, 'too late again');
}

const whatBobMaySee = [
  'member.joined',
  'message.created while in',
  'channel.updated',
  'member.left',
  'member.joined',
  'message.created in again',
  'member.left',
];

test('one who is added gets the events from the joining on, and none after the leaving', async () => {
  const channelId = await makePrivate();
  const stream = await server.follow(bob.token);
  await liveThrough(channelId);
  expect(await toldOf(stream, channelId)).toEqual(whatBobMaySee);
});

test('a stream resumed from before the joining gets the same, once one is in again', async () => {
  const channelId = await makePrivate();
  const { body } = await server.get('/channels', bob.token);
  await liveThrough(channelId);
  await putIn(channelId, bob.id);
  const stream = await server.follow(bob.token, body.cursor);
  expect(await toldOf(stream, channelId)).toEqual([...whatBobMaySee, 'member.joined']);
});

test('a stream resumed from any position gets what the live one got from there', async () => {
  const channelId = await makePrivate();
  const live = await server.follow(bob.token);
  const witness = await server.follow(owner.token);
  const start = witness.cursor();
  await liveThrough(channelId);
  await putIn(channelId, bob.id);
  await toldOf(live, channelId);
  await toldOf(witness, channelId);
  const ids = live.events.flatMap(({ id }) => id ?? []);
  const cursors = witness.events.flatMap(({ id }) => id ?? []);
  expect(cursors.length).toBeGreaterThan(11);
  for (const cursor of [start, ...cursors].slice(0, -1)) {
    const resumed = await server.follow(bob.token, cursor);
    await resumed.next('message.created', (message) => message.id === lastIdOf(live));
    const got = resumed.events.flatMap(({ id }) => id ?? []).slice(1);
    const after = (id: string) => positionOf(id) > positionOf(cursor);
    expect(got).toEqual(ids.filter(after));
    resumed.abort();
  }
});

test('nothing of a private channel goes to others, not even to administrators', async () => {
  const carl = await addPerson(server, owner.token);
  const stream = await server.follow(carl.token);
  const members = await server.follow(bob.token);
  const channelId = await makePrivate([bob.id]);
  await post(server, owner.token, channelId, 'secret');
  await server.patch(`/channels/${channelId}`, { topic: 'secret' }, owner.token);
  await server.delete(`/channels/${channelId}`, owner.token);
  expect(await toldOf(members, channelId)).toEqual([
    'channel.created',
    'member.joined',
    'member.joined',
    'message.created secret',
    'channel.updated',
    'channel.deleted',
  ]);
  expect(await toldOf(stream, channelId)).toEqual([]);

  const mine = await server.post('/channels', { name: 'mine', kind: 'private' }, bob.token);
  const adminStream = await server.follow(owner.token);
  await post(server, bob.token, mine.body.id, 'not for the administrator');
  expect(await toldOf(adminStream, mine.body.id)).toEqual([]);
});

test('of a public channel, those who are not in it get its coming and going but no messages', async () => {
  const stream = await server.follow(bob.token);
  const { body: channel } = await server.post(
    '/channels',
    { name: 'in the open', kind: 'public' },
    owner.token,
  );
  await post(server, owner.token, channel.id, 'for members');
  await server.patch(`/channels/${channel.id}`, { topic: 'new' }, owner.token);
  await server.delete(`/channels/${channel.id}`, owner.token);
  expect(await toldOf(stream, channel.id)).toEqual([
    'channel.created',
    'channel.updated',
    'channel.deleted',
  ]);
});

test('nothing of a direct channel goes to a third', async () => {
  const carl = await addPerson(server, owner.token);
  const [his, third] = [await server.follow(bob.token), await server.follow(carl.token)];
  const { body: direct } = await server.put(`/direct/${bob.id}`, undefined, owner.token);
  await post(server, owner.token, direct.id, 'between us');
  expect(await toldOf(his, direct.id)).toContain('message.created between us');
  expect(await toldOf(third, direct.id)).toEqual([]);
});

test('after the deletion of a channel nothing of it comes, even from before on resuming', async () => {
  const channelId = await makePrivate([bob.id]);
  const { body } = await server.get('/channels', bob.token);
  await post(server, owner.token, channelId, 'the last');
  await server.delete(`/channels/${channelId}`, owner.token);
  const stream = await server.follow(bob.token, body.cursor);
  expect(await toldOf(stream, channelId)).toEqual(['channel.deleted']);
  const late = await server.follow(bob.token);
  expect(await toldOf(late, channelId)).toEqual([]);
});

function lastIdOf(stream: Follow): string {
  return stream.events.findLast(({ event }) => event === 'message.created')?.data.id;
}

/** Positions are opaque to clients, but here their order is what is asked. */
function positionOf(cursor: string): number {
  return Number(cursor.split('-').at(-1));
}
