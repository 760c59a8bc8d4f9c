import { expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { post } from '../support/posting.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin, general } = await serverForSuite();
const bob = await addPerson(server, admin.token);
const stream = await server.follow(bob.token);

const idIs = (id: string) => (data: { id: string }) => data.id === id;

test('a message tells of its creation, its changes and its deletion as it is then', async () => {
  const created = await post(server, admin.token, general, 'first');
  expect((await stream.next('message.created', idIs(created.id))).data).toEqual(created);
  const { body: updated } = await server.patch(
    `/messages/${created.id}`,
    { body: 'second' },
    admin.token,
  );
  const change = await stream.next('message.updated', idIs(created.id));
  expect(change.data).toEqual(updated);
  expect(change.data).toMatchObject({ body: 'second', seq: created.seq });
  await server.delete(`/messages/${created.id}`, admin.token);
  const deletion = await stream.next('message.deleted', idIs(created.id));
  expect(deletion.data).toMatchObject({ id: created.id, seq: created.seq, body: null });
  expect(deletion.data.deletedAt).toBeTruthy();
});

test('a channel tells of its creation, its change and its deletion', async () => {
  const { body: channel } = await server.post(
    '/channels',
    { name: 'tellers', kind: 'public', memberIds: [bob.id] },
    admin.token,
  );
  expect((await stream.next('channel.created', idIs(channel.id))).data).toEqual(channel);
  await server.patch(`/channels/${channel.id}`, { topic: 'news' }, admin.token);
  const updated = await stream.next('channel.updated', idIs(channel.id));
  expect(updated.data).toEqual({ ...channel, topic: 'news' });
  await server.delete(`/channels/${channel.id}`, admin.token);
  expect((await stream.next('channel.deleted', idIs(channel.id))).data.id).toBe(channel.id);
});

test('joining and leaving tell who and where', async () => {
  const carl = await addPerson(server, admin.token);
  const { body: channel } = await server.post(
    '/channels',
    { name: 'comers', kind: 'public', memberIds: [bob.id] },
    admin.token,
  );
  await server.put(`/channels/${channel.id}/members/${carl.id}`, undefined, carl.token);
  const about = { channelId: channel.id, userId: carl.id };
  const isCarl = (data: typeof about) => data.channelId === channel.id && data.userId === carl.id;
  expect((await stream.next('member.joined', isCarl)).data).toEqual(about);
  await server.delete(`/channels/${channel.id}/members/${carl.id}`, carl.token);
  expect((await stream.next('member.left', isCarl)).data).toEqual(about);
});

test('a direct channel tells both of its creation', async () => {
  const carl = await addPerson(server, admin.token);
  const other = await server.follow(carl.token);
  const { body: channel } = await server.put(`/direct/${carl.id}`, undefined, bob.token);
  for (const mine of [stream, other]) {
    expect((await mine.next('channel.created', idIs(channel.id))).data).toEqual(channel);
  }
});

test('presence tells who came, went away and left, with the count', async () => {
  const carl = await addPerson(server, admin.token);
  const of = (status: string) => (data: { changes: { userId: string; status: string }[] }) =>
    data.changes.some((change) => change.userId === carl.id && change.status === status);
  const came = await stream.next('presence.changed', of('active'));
  const { body } = await server.get('/presence', admin.token);
  expect(came.data.online).toBe(body.online);
  await server.post('/session/heartbeat', { status: 'away' }, carl.token);
  await stream.next('presence.changed', of('away'));
  await server.delete('/session', carl.token);
  const left = await stream.next('presence.changed', of('offline'));
  expect(left.data.online).toBe(body.online - 1);
});

test("read.updated goes to the reader's own streams and to nobody else's", async () => {
  const carl = await addPerson(server, admin.token);
  const [first, second] = [await server.follow(carl.token), await server.follow(carl.token)];
  const { seq: earlier } = await post(server, admin.token, general, 'read me');
  const { seq } = await post(server, admin.token, general, 'and me');
  await server.put(`/channels/${general}/read`, { seq }, carl.token);
  for (const mine of [first, second]) {
    const moved = await mine.next('read.updated', (data) => data.seq === seq);
    expect(moved).toEqual({
      event: 'read.updated',
      id: undefined,
      data: { channelId: general, seq },
    });
  }
  await server.put(`/channels/${general}/read`, { seq: earlier }, bob.token);
  await stream.next('read.updated', (data) => data.seq === earlier);
  const told = stream.events.filter(({ event }) => event === 'read.updated');
  expect(told.map(({ data }) => data.seq)).not.toContain(seq);
});

test('a user tells everyone of their creation before they join, and of each change', async () => {
  const carl = await addPerson(server, admin.token);
  const created = await stream.next('user.created', idIs(carl.id));
  const { body } = await server.get('/users', admin.token);
  expect(created.data).toEqual(body.users.find((user: { id: string }) => user.id === carl.id));
  const ofCarl = stream.events.filter(({ data }) => [data.id, data.userId].includes(carl.id));
  expect(ofCarl.map(({ event }) => event)).toEqual(['user.created', 'member.joined']);
  for (const change of [{ displayName: 'Carl' }, { role: 'admin' }, { disabled: true }]) {
    const changed = await server.patch(`/users/${carl.id}`, change, admin.token);
    const told = await stream.next(
      'user.updated',
      (data) => data.id === carl.id && has(data, change),
    );
    expect(told.data).toEqual(changed.body);
  }
});

test('a change of a user that changes nothing tells nothing', async () => {
  const carl = await addPerson(server, admin.token);
  const same = { displayName: carl.username, role: 'member', disabled: false };
  expect((await server.patch(`/users/${carl.id}`, same, admin.token)).body).toMatchObject(same);
  await server.patch(`/users/${carl.id}`, { displayName: 'Carl' }, admin.token);
  await stream.next('user.updated', idIs(carl.id));
  const told = stream.events.filter((e) => e.event === 'user.updated' && e.data.id === carl.id);
  expect(told.map(({ data }) => data.displayName)).toEqual(['Carl']);
});

test('a page that fails at what it does not know hears what it knows, live and resumed', async () => {
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' };
  const { cursor } = (await server.get('/channels', bob.token)).body;
  const old = await server.follow(bob.token, cursor, browser);
  await server.patch(`/users/${bob.id}`, { displayName: 'Robert' }, admin.token);
  const { id } = await post(server, admin.token, general, 'after it');
  await old.next('message.created', idIs(id));
  const resumed = await server.follow(bob.token, cursor, browser);
  await resumed.next('message.created', idIs(id));
  for (const { events } of [old, resumed]) {
    expect(events.map(({ event }) => event)).not.toContain('user.updated');
  }
  const ofToday = { ...browser, 'workspace-page-version': '0.1.0' };
  const knowing = await server.follow(bob.token, cursor, ofToday);
  await knowing.next('message.created', idIs(id));
  expect(knowing.events.map(({ event }) => event)).toContain('user.updated');
});

test('what the log keeps has an id, each its own, and what passes has none', () => {
  const kept = /^(ready|reset|message|channel|member|user)\b/;
  for (const { event, id } of stream.events) {
    if (kept.test(event)) expect(id, event).toBeTruthy();
    else expect(id, event).toBeUndefined();
  }
  const seen = new Set(stream.events.map(({ event }) => event));
  expect([...seen].sort()).toEqual([
    'channel.created',
    'channel.deleted',
    'channel.updated',
    'member.joined',
    'member.left',
    'message.created',
    'message.deleted',
    'message.updated',
    'presence.changed',
    'read.updated',
    'ready',
    'user.created',
    'user.updated',
  ]);
  const ids = stream.events.flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

function has(data: Record<string, unknown>, part: Record<string, unknown>): boolean {
  return Object.entries(part).every(([name, value]) => data[name] === value);
}
