import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { device, signIn } from '../support/api.ts';
import { say, settled } from '../support/chat.ts';
import type { Follow, StreamEvent } from '../support/follow.ts';
import { newApiToken } from '../support/posting.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { PLACES, type Place } from './access/places.ts';
import type { Who } from './access/who.ts';
import { makeWorld } from './access/world.ts';

/** One of those who may have a stream, and theirs. */
interface Listener {
  who: Who;
  stream: Follow;
}

const { server, admin } = await serverForSuite();
const { db } = await connectToTest(server.database);
const { whos, places, people } = await makeWorld(server, admin, db);
const { maker, newcomer } = people;

const KINDS = PLACES.filter((name) => name !== 'deleted');

const live = await listen();
const beginnings = new Map(live.map(({ who, stream }) => [who, stream.cursor()]));
const stirred: Place[] = [];
for (const name of KINDS) stirred.push(await stir(await places.make(name)));
const { workstation, stream: ofNewcomer } = await showSpentToken();
const replayed = await listen(beginnings);
await settled(server, admin, streamsOf(replayed));
for (const { id } of stirred) await server.delete(`/channels/${id}`, maker.token);
await settled(server, admin, streamsOf([...live, ...replayed]));

test('streams are for whoever is signed in and may read', () => {
  const may = whos.filter(({ isDead, scopes }) => !isDead && scopes?.includes('read') !== false);
  expect(live.map(({ who }) => who.name)).toEqual(may.map(({ name }) => name));
});

test.each(live)('the stream of $who.name tells of their own channels only', ({ who, stream }) => {
  expectOwn(who, stream.events.filter(isAfterLeaving(who, stream.events)));
});

test.each(replayed)('what is replayed to $who.name is of their own channels only', (listener) => {
  const { who, stream } = listener;
  expectOwn(
    who,
    stream.events.filter((event) => !isLeaving(who, event)),
  );
});

function expectOwn(who: Who, events: StreamEvent[]): void {
  const told = JSON.stringify(events);
  for (const { name, memberIds, textMarkers } of stirred) {
    const isIn = who.userId !== undefined && memberIds.has(who.userId);
    const heard = textMarkers.filter((marker) => told.includes(marker));
    expect(heard, `of the ${name} channel`).toEqual(isIn ? textMarkers : []);
  }
  expect(places.hiddenFrom(who).filter((marker) => told.includes(marker))).toEqual([]);
}

/** Those who are taken out have heard what was before, and are told that they are. */
function isAfterLeaving(who: Who, events: readonly StreamEvent[]) {
  const channelOf = ({ data }: StreamEvent) => data.parentId ?? data.channelId ?? data.id;
  const leavings = new Map(
    events.flatMap((event, place) => (isLeaving(who, event) ? [[channelOf(event), place]] : [])),
  );
  return (event: StreamEvent, place: number) => place > (leavings.get(channelOf(event)) ?? -1);
}

function isLeaving({ userId }: Who, { event, data }: StreamEvent): boolean {
  return event === 'member.left' && data.userId === userId;
}

test('what is told to one user is told to nobody else', async () => {
  await ofNewcomer.next('device-token.reused', ({ device }) => device.name === workstation);
  for (const { who, stream } of [...live, ...replayed]) {
    expect(JSON.stringify(stream.events), who.name).not.toContain(workstation);
  }
});

async function listen(cursors?: ReadonlyMap<Who, string>): Promise<Listener[]> {
  const all = await Promise.all(
    whos.map(async (who) => ({
      who,
      stream: await server.follow(who.token ?? 'none', cursors?.get(who)),
    })),
  );
  return all.filter(({ stream }) => stream.status === 200);
}

function streamsOf(listeners: readonly Listener[]): Follow[] {
  return listeners.map(({ stream }) => stream);
}

/** Does all that can be done in a channel from which somebody has been taken out. */
async function stir(place: Place): Promise<Place> {
  const { token } = maker;
  const [title] = place.nameMarkers;
  const [text = ''] = place.textMarkers;
  const path = `/channels/${place.id}`;
  await server.patch(`/messages/${place.messageId}`, { body: `${text} edited` }, token);
  const second = await say(server, maker, place.id, `${text} again`);
  await server.delete(`/messages/${second.id}`, token);
  await server.patch(path, { name: `${title} renamed`, topic: title }, token);
  await server.put(`${path}/members/${newcomer.id}`, undefined, token);
  await server.put(`${path}/read`, { seq: 2 }, token);
  await server.delete(`${path}/members/${newcomer.id}`, token);
  for (const archived of [true, false]) await server.patch(path, { archived }, token);
  return place;
}

/** Has the newcomer told that one of their device tokens was shown twice. */
async function showSpentToken() {
  const { token } = await signIn(server, newcomer);
  const stream = await server.follow(await newApiToken(server, token));
  const workstation = `workstation ${randomUUID()}`;
  const at = { device: { ...device(), name: workstation }, takeover: true, remember: true };
  const { body } = await server.post('/sessions', {
    username: newcomer.username,
    password: newcomer.password,
    ...at,
  });
  for (const status of [201, 401]) {
    const shown = { deviceToken: body.deviceToken, device: at.device };
    expect((await server.post('/sessions', shown)).status).toBe(status);
  }
  return { workstation, stream };
}
