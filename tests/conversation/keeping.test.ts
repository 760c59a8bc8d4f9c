import { describe, expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { listed, makeChannel, say, settled, upTo } from '../support/chat.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const { server, other, admin, general } = await nodesForSuite({ MESSAGE_HISTORY: 'on' });
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');
const carol = await addPerson(server, admin.token, 'carol');
const { id: channel } = await makeChannel(server, alice, 'keeping', {
  kind: 'private',
  memberIds: [bob.id],
});
const ask = async (by: Person, method: string, path: string, body?: unknown) =>
  (await server.request(method, path, { token: by.token, body })).status;
const bodies = (answer: { body: { messages: { body: string }[] } }) =>
  answer.body.messages.map(({ body }) => body);

describe('a pin', () => {
  test('is for all of the channel, newest first, and is told with the message', async () => {
    const stream = await other.follow(bob.token);
    const ids: string[] = [];
    for (const n of upTo(2)) ids.push((await say(server, alice, channel, `pin ${n}`)).id);
    for (const id of ids) {
      expect(await ask(bob, 'PUT', `/messages/${id}/pin`)).toBe(204);
      expect(await ask(alice, 'PUT', `/messages/${id}/pin`)).toBe(204);
    }
    const pinned = await stream.next('message.updated', ({ id }) => id === ids[1]);
    expect(pinned.data).toMatchObject({ revision: 2, body: 'pin 2' });
    expect(Date.parse(pinned.data.pinnedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(bodies(await other.get(`/channels/${channel}/pins`, alice.token))).toEqual([
      'pin 2',
      'pin 1',
    ]);
    for (const _ of upTo(2))
      expect(await ask(alice, 'DELETE', `/messages/${ids[1]}/pin`)).toBe(204);
    await stream.next('message.updated', ({ id, pinnedAt }) => id === ids[1] && pinnedAt === null);
    await server.delete(`/messages/${ids[0]}`, alice.token);
    expect(bodies(await other.get(`/channels/${channel}/pins`, alice.token))).toEqual([]);
    stream.abort();
  });

  test('is of at most 100 in a channel, none of an archived one, and nothing to outsiders', async () => {
    const { id: room } = await makeChannel(server, alice, 'pinned');
    const all = await Promise.all(upTo(101).map((n) => say(server, alice, room, `${n}`)));
    for (const { id } of all.slice(0, 100)) await ask(alice, 'PUT', `/messages/${id}/pin`);
    expect(await ask(alice, 'PUT', `/messages/${all[100].id}/pin`)).toBe(403);
    expect(await ask(alice, 'PUT', `/messages/${all[0].id}/pin`)).toBe(204);
    expect(await ask(carol, 'PUT', `/messages/${all[0].id}/pin`)).toBe(404);
    expect(await ask(carol, 'GET', `/channels/${room}/pins`)).toBe(403);
    expect(await ask(carol, 'GET', `/channels/${channel}/pins`)).toBe(404);
    await server.patch(`/channels/${room}`, { archived: true }, alice.token);
    expect(await ask(alice, 'DELETE', `/messages/${all[0].id}/pin`)).toBe(409);
    expect(bodies(await server.get(`/channels/${room}/pins`, alice.token))).toHaveLength(100);
  });
});

describe('a saved message', () => {
  test('is for oneself alone, newest first, page by page, and told to all of one’s streams', async () => {
    const [own, others] = await Promise.all([other.follow(bob.token), other.follow(alice.token)]);
    const from = own.cursor();
    const ids: string[] = [];
    for (const n of upTo(3)) ids.push((await say(server, alice, channel, `saved ${n}`)).id);
    for (const id of ids) await ask(bob, 'PUT', `/messages/${id}/saved`);
    await ask(bob, 'PUT', `/messages/${ids[0]}/saved`);
    await ask(bob, 'DELETE', `/messages/${ids[1]}/saved`);
    await settled(server, admin, [own, others]);
    const told = (stream: typeof own) =>
      stream.events.filter(({ data }) => ids.includes(data?.messageId)).map(({ event }) => event);
    expect(told(own)).toEqual([...Array(3).fill('message.saved'), 'message.unsaved']);
    expect(told(others)).toEqual([]);
    const back = await server.follow(bob.token, from);
    await settled(server, admin, [back]);
    expect(told(back)).toEqual(told(own));
    const first = await other.get('/saved?limit=1', bob.token);
    expect(bodies(first)).toEqual(['saved 3']);
    const second = await other.get(`/saved?limit=1&before=${first.body.next}`, bob.token);
    expect(bodies(second)).toEqual(['saved 1']);
    expect(second.body.next).toBeNull();
    expect((await other.get('/saved', alice.token)).body.messages).toEqual([]);
    for (const stream of [own, others, back]) stream.abort();
  });

  test('is on one page of the list, also where several are saved in the same moment', async () => {
    const dora = await addPerson(server, admin.token, 'dora');
    const ids: string[] = [];
    for (const n of upTo(20)) ids.push((await say(server, dora, general, `at once ${n}`)).id);
    await Promise.all(ids.map((id) => ask(dora, 'PUT', `/messages/${id}/saved`)));
    const found: string[] = [];
    let query = '?limit=1';
    for (;;) {
      const { body } = await other.get(`/saved${query}`, dora.token);
      found.push(...body.messages.map(({ id }: { id: string }) => id));
      if (body.next === null) break;
      query = `?limit=1&before=${body.next}`;
    }
    expect(found).toHaveLength(20);
    expect(new Set(found)).toEqual(new Set(ids));
  });

  test('is not listed while one may not see it', async () => {
    const { id: room } = await makeChannel(server, alice, 'left', { memberIds: [carol.id] });
    const { id } = await say(server, alice, room, 'for carol');
    await ask(carol, 'PUT', `/messages/${id}/saved`);
    await server.delete(`/channels/${room}/members/${carol.id}`, alice.token);
    expect((await other.get('/saved', carol.token)).body.messages).toEqual([]);
    expect(await ask(carol, 'PUT', `/messages/${id}/saved`)).toBe(404);
    await server.put(`/channels/${room}/members/${carol.id}`, undefined, alice.token);
    expect(bodies(await other.get('/saved', carol.token))).toEqual(['for carol']);
    await server.delete(`/messages/${id}`, alice.token);
    expect((await other.get('/saved', carol.token)).body.messages).toEqual([]);
  });
});

describe('what one wants of a channel', () => {
  const settings = { notify: 'mentions', isMuted: false, isFavourite: false, isHidden: false };

  test('stands in one’s list, is kept field by field, and told to oneself alone', async () => {
    const [own, others] = await Promise.all([other.follow(bob.token), other.follow(alice.token)]);
    expect((await listed(server, bob, channel)).settings).toEqual(settings);
    const first = await server.patch(`/channels/${channel}/settings`, { notify: 'all' }, bob.token);
    expect(first).toMatchObject({ status: 200, body: { ...settings, notify: 'all' } });
    const change = { isMuted: true, isFavourite: true };
    await server.patch(`/channels/${channel}/settings`, change, bob.token);
    await server.patch(`/channels/${channel}/settings`, change, bob.token);
    const after = { ...settings, notify: 'all', ...change };
    expect((await listed(other, bob, channel)).settings).toEqual(after);
    expect((await listed(other, alice, channel)).settings).toEqual(settings);
    await settled(server, admin, [own, others]);
    const told = (stream: typeof own) =>
      stream.events.filter(({ event }) => event === 'channel.settings').map(({ data }) => data);
    expect(told(own)).toEqual([
      { channelId: channel, settings: { ...settings, notify: 'all' } },
      { channelId: channel, settings: after },
    ]);
    expect(told(others)).toEqual([]);
    expect(await ask(carol, 'PATCH', `/channels/${channel}/settings`, { isMuted: true })).toBe(404);
    expect(await ask(bob, 'PATCH', `/channels/${channel}/settings`, { notify: 'some' })).toBe(422);
    for (const stream of [own, others]) stream.abort();
  });

  test('hides a direct channel until its next message, and no other channel', async () => {
    const { body: direct } = await server.put(`/direct/${bob.id}`, undefined, alice.token);
    const hidden = await server.patch(
      `/channels/${direct.id}/settings`,
      { isHidden: true },
      alice.token,
    );
    expect(hidden.body).toEqual({ ...settings, notify: 'all', isHidden: true });
    expect((await listed(other, alice, direct.id)).settings.isHidden).toBe(true);
    await say(server, bob, direct.id, 'hello');
    expect((await listed(other, alice, direct.id)).settings.isHidden).toBe(false);
    expect(await ask(bob, 'PATCH', `/channels/${channel}/settings`, { isHidden: true })).toBe(422);
  });
});

describe('a direct channel of several', () => {
  test('is one for exactly these people, whoever opens it and in whatever order', async () => {
    const open = (by: Person, userIds: string[]) => server.put('/direct', { userIds }, by.token);
    const made = await open(alice, [bob.id, carol.id]);
    expect(made).toMatchObject({ status: 201, body: { kind: 'direct', name: null } });
    expect(made.body.directUserIds).toEqual([alice.id, bob.id, carol.id].toSorted());
    for (const [by, ids] of [
      [alice, [carol.id, bob.id]],
      [carol, [alice.id, bob.id]],
    ] as const) {
      expect(await open(by, [...ids])).toMatchObject({ status: 200, body: { id: made.body.id } });
    }
    expect((await open(alice, [bob.id, admin.id])).body.id).not.toBe(made.body.id);
    await say(server, carol, made.body.id, 'all three');
    expect((await listed(other, bob, made.body.id)).unread).toBe(1);
    expect(await ask(admin, 'GET', `/channels/${made.body.id}/messages`)).toBe(404);
    for (const userIds of [[bob.id], [bob.id, bob.id], [bob.id, alice.id], Array(9).fill(bob.id)]) {
      expect((await open(alice, userIds)).status).toBe(422);
    }
    expect((await open(alice, [bob.id, general])).status).toBe(404);
  });
});

describe('a sign of typing', () => {
  test('is told once in three seconds to the others who may see the channel, and kept nowhere', async () => {
    const streams = await Promise.all([alice, bob, carol].map((by) => other.follow(by.token)));
    const [own, near, outside] = streams;
    const cursor = near?.cursor();
    for (const _ of upTo(3))
      expect(await ask(alice, 'POST', `/channels/${channel}/typing`)).toBe(204);
    const sign = await near?.next('typing');
    expect(sign).toMatchObject({ data: { channelId: channel, userId: alice.id }, id: undefined });
    const root = await say(server, alice, channel, 'root');
    const { body: thread } = await server.put(`/messages/${root.id}/thread`, undefined, bob.token);
    await ask(alice, 'POST', `/channels/${thread.id}/typing`);
    await near?.next('typing', ({ channelId }) => channelId === thread.id);
    expect(await ask(carol, 'POST', `/channels/${channel}/typing`)).toBe(404);
    await settled(server, admin, streams);
    expect(near?.cursor()).not.toBe(cursor);
    const told = streams.map(
      ({ events }) => events.filter(({ event }) => event === 'typing').length,
    );
    expect(told).toEqual([0, 2, 0]);
    const back = await server.follow(bob.token, cursor);
    await settled(server, admin, [back]);
    expect(back.events.filter(({ event }) => event === 'typing')).toEqual([]);
    for (const stream of [own, near, outside, back]) stream?.abort();
  });
});

describe('what one says of oneself', () => {
  test('is told to everyone, stands in every user, and ends at its time', async () => {
    const stream = await other.follow(carol.token);
    const until1 = new Date(Date.now() + 1_500).toISOString();
    const status = { emoji: '🏖️', text: 'En congé', until: until1 };
    const changed = await server.patch('/users/me', { status }, bob.token);
    expect(changed).toMatchObject({ status: 200, body: { id: bob.id, status } });
    const told = await stream.next('user.updated', ({ id }) => id === bob.id);
    expect(told.data).toEqual(changed.body);
    const seen = async () => {
      const { body } = await other.get('/users', alice.token);
      return body.users.find(({ id }: { id: string }) => id === bob.id);
    };
    expect((await seen()).status).toEqual(status);
    await until(async () => (await seen()).status === null);
    await server.patch('/users/me', { status: { text: 'Réunion' } }, bob.token);
    const quiet = new Date(Date.now() + 60_000).toISOString();
    await server.patch('/users/me', { doNotDisturbUntil: quiet }, bob.token);
    expect(await seen()).toMatchObject({
      ...{ status: { text: 'Réunion' }, doNotDisturbUntil: quiet },
    });
    await server.patch('/users/me', { status: null, doNotDisturbUntil: null }, bob.token);
    expect(await seen()).toMatchObject({ status: null, doNotDisturbUntil: null });
    await settled(server, admin, [stream]);
    const count = stream.events.filter(({ event }) => event === 'user.updated').length;
    await server.patch('/users/me', { status: null }, bob.token);
    await settled(server, admin, [stream]);
    expect(stream.events.filter(({ event }) => event === 'user.updated').length).toBe(count);
    stream.abort();
  });

  test.each([
    ['an empty one', { status: {} }],
    ['a word as emoji', { status: { emoji: 'smile' } }],
    ['a long text', { status: { text: 'x'.repeat(101) } }],
    ['a time that is none', { doNotDisturbUntil: 'tomorrow' }],
    ['a place that is no time zone', { timeZone: 'Europe/Nowhere' }],
    ['a role', { role: 'admin' }],
  ])('is refused with %s', async (_what, body) => {
    const answer = await server.patch('/users/me', body, bob.token);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
  });

  test('is no time zone, which nobody is told of', async () => {
    const stream = await other.follow(carol.token);
    const changed = await server.patch('/users/me', { timeZone: 'Europe/Paris' }, bob.token);
    expect(changed.body.timeZone).toBe('Europe/Paris');
    await settled(server, admin, [stream]);
    expect(stream.events.filter(({ event }) => event === 'user.updated')).toEqual([]);
    stream.abort();
  });

  test('may be another display name, which the audit log notes', async () => {
    const { body } = await server.patch('/users/me', { displayName: 'Bob B.' }, bob.token);
    expect(body.displayName).toBe('Bob B.');
  });
});

describe('how far others have read', () => {
  test('is seen in direct channels by those who share it themselves', async () => {
    const { body: direct } = await server.put(`/direct/${bob.id}`, undefined, alice.token);
    const { seq } = await say(server, alice, direct.id, 'seen?');
    const stream = await other.follow(alice.token);
    await server.put(`/channels/${direct.id}/read`, { seq }, bob.token);
    const told = await stream.next('receipt.updated');
    expect(told).toMatchObject({ data: { channelId: direct.id, userId: bob.id, seq } });
    expect(told.id).toBeUndefined();
    const { at } = told.data;
    expect((await listed(other, alice, direct.id)).receipts).toEqual([{ userId: bob.id, seq, at }]);
    expect((await listed(other, alice, channel)).receipts).toBeUndefined();

    await server.patch('/users/me', { sharesReads: false }, bob.token);
    const next = await say(server, alice, direct.id, 'and now?');
    await server.put(`/channels/${direct.id}/read`, { seq: next.seq }, bob.token);
    await settled(server, admin, [stream]);
    expect(stream.events.filter(({ event }) => event === 'receipt.updated')).toHaveLength(1);
    for (const by of [alice, bob]) {
      expect((await listed(other, by, direct.id)).receipts).toEqual([]);
    }
    await server.patch('/users/me', { sharesReads: true }, bob.token);
    expect((await listed(other, alice, direct.id)).receipts).toHaveLength(1);
    stream.abort();
  });
});

describe('what a message said before', () => {
  test('is read by administrators who are in its channel, and that is noted', async () => {
    const { id } = await say(server, alice, general, 'first');
    await server.patch(`/messages/${id}`, { body: 'second' }, alice.token);
    await server.delete(`/messages/${id}`, alice.token);
    const { status, body } = await other.get(`/messages/${id}/history`, admin.token);
    expect(status).toBe(200);
    expect(body.texts).toMatchObject([
      { revision: 1, body: 'first' },
      { revision: 2, body: 'second' },
    ]);
    expect(await ask(alice, 'GET', `/messages/${id}/history`)).toBe(403);
    const secret = await say(server, alice, channel, 'not for administrators');
    expect(await ask(admin, 'GET', `/messages/${secret.id}/history`)).toBe(404);
  });
});
