import { describe, expect, test } from 'vitest';
import { addPerson, addUser, type Person } from '../support/api.ts';
import { listed, makeChannel, say, settled } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const maker = await addPerson(server, admin.token, 'maker');
const other = await addPerson(server, admin.token, 'other');
const outsider = await addPerson(server, admin.token, 'outsider');

const put = (channelId: string, who: { id: string }, by: Person) =>
  server.put(`/channels/${channelId}/members/${who.id}`, undefined, by.token);
const remove = (channelId: string, who: { id: string }, by: Person) =>
  server.delete(`/channels/${channelId}/members/${who.id}`, by.token);
async function membersOf(channelId: string, by: Person): Promise<string[]> {
  const { body } = await server.get(`/channels/${channelId}/members`, by.token);
  return body.members.map((user: Person) => user.username);
}

describe('a public channel', () => {
  test('is read and written by who has joined, and seen by everyone', async () => {
    const channel = await makeChannel(server, maker, 'open');
    const path = `/channels/${channel.id}`;
    expect((await server.get(path, outsider.token)).body).toEqual(channel);
    expect(await membersOf(channel.id, outsider)).toEqual([maker.username]);
    expect((await server.get(`${path}/messages`, outsider.token)).status).toBe(403);
    expect((await server.post(`${path}/messages`, { body: 'x' }, outsider.token)).status).toBe(403);

    expect((await put(channel.id, outsider, outsider)).status).toBe(204);
    expect((await server.get(`${path}/messages`, outsider.token)).status).toBe(200);
    expect((await server.post(`${path}/messages`, { body: 'x' }, outsider.token)).status).toBe(201);
    expect(await membersOf(channel.id, maker)).toEqual([maker.username, outsider.username]);
  });

  test('is left by whoever wants to, and then neither read nor written', async () => {
    const channel = await makeChannel(server, maker, 'left', { memberIds: [other.id] });
    const path = `/channels/${channel.id}`;
    expect((await server.get(`${path}/messages`, other.token)).status).toBe(200);
    expect((await remove(channel.id, other, other)).status).toBe(204);
    expect(await membersOf(channel.id, maker)).toEqual([maker.username]);
    expect((await server.get(`${path}/messages`, other.token)).status).toBe(403);
    expect((await server.post(`${path}/messages`, { body: 'x' }, other.token)).status).toBe(403);
    expect(await listed(server, other, channel.id)).toBeUndefined();
  });

  test('lets members add others and outsiders only themselves', async () => {
    const channel = await makeChannel(server, maker, 'adders');
    expect((await put(channel.id, other, outsider)).status).toBe(403);
    expect((await put(channel.id, outsider, outsider)).status).toBe(204);
    expect((await put(channel.id, other, outsider)).status).toBe(204);
    expect(await membersOf(channel.id, maker)).toContain(other.username);
  });

  test('lets its maker and administrators take others out, and nobody else', async () => {
    const channel = await makeChannel(server, maker, 'takers', {
      memberIds: [other.id, outsider.id],
    });
    expect((await remove(channel.id, other, outsider)).status).toBe(403);
    expect((await remove(channel.id, other, maker)).status).toBe(204);
    expect((await remove(channel.id, outsider, admin)).status).toBe(204);
    expect(await membersOf(channel.id, maker)).toEqual([maker.username]);
  });

  test('tells of joining and leaving once, and not again where nothing changes', async () => {
    const channel = await makeChannel(server, maker, 'told');
    const stream = await server.follow(maker.token);
    for (let time = 0; time < 2; time += 1)
      expect((await put(channel.id, other, maker)).status).toBe(204);
    for (let time = 0; time < 2; time += 1)
      expect((await remove(channel.id, other, maker)).status).toBe(204);
    await settled(server, maker, [stream]);
    const about = stream.events.filter(({ data }) => data.channelId === channel.id);
    expect(about.map(({ event, data }) => [event, data])).toEqual([
      ['member.joined', { channelId: channel.id, userId: other.id }],
      ['member.left', { channelId: channel.id, userId: other.id }],
    ]);
    stream.abort();
  });

  test('has a user once, however many add them at once', async () => {
    const channel = await makeChannel(server, maker, 'crowded', { memberIds: [outsider.id] });
    const stream = await server.follow(maker.token);
    const answers = await Promise.all(
      [maker, outsider, other, admin, other, maker].map((by) => put(channel.id, other, by)),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 204]);
    await settled(server, maker, [stream]);
    const joins = stream.events.filter(
      ({ event, data }) => event === 'member.joined' && data.channelId === channel.id,
    );
    expect(joins).toHaveLength(1);
    expect(await membersOf(channel.id, maker)).toHaveLength(3);
    stream.abort();
  });

  test('answers 404 for a user that does not exist or is disabled', async () => {
    const channel = await makeChannel(server, maker, 'unknown members');
    const gone = await addUser(server, admin.token, 'gone');
    expect((await put(channel.id, gone, maker)).status).toBe(204);
    expect((await remove(channel.id, gone, maker)).status).toBe(204);
    await server.patch(`/users/${gone.id}`, { disabled: true }, admin.token);
    expect((await put(channel.id, gone, maker)).status).toBe(404);
    expect(
      (await put(channel.id, { id: '00000000-0000-7000-8000-000000000000' }, maker)).status,
    ).toBe(404);
    expect((await put(channel.id, { id: 'nobody' }, maker)).status).toBe(404);
  });
});

describe('a private channel', () => {
  test('is joined only by who is added by a member', async () => {
    const channel = await makeChannel(server, maker, 'private', {
      kind: 'private',
      memberIds: [other.id],
    });
    expect((await put(channel.id, outsider, outsider)).status).toBe(404);
    expect((await put(channel.id, outsider, other)).status).toBe(204);
    expect((await server.get(`/channels/${channel.id}`, outsider.token)).status).toBe(200);
  });

  test('is gone for who has left or was taken out, and back for who is added again', async () => {
    const channel = await makeChannel(server, maker, 'in and out', {
      kind: 'private',
      memberIds: [other.id],
    });
    const path = `/channels/${channel.id}`;
    await say(server, maker, channel.id, 'before');
    expect((await remove(channel.id, other, maker)).status).toBe(204);
    expect((await server.get(path, other.token)).status).toBe(404);
    expect((await server.get(`${path}/messages`, other.token)).status).toBe(404);
    await say(server, maker, channel.id, 'meanwhile');
    expect((await put(channel.id, other, maker)).status).toBe(204);
    const { body } = await server.get(`${path}/messages`, other.token);
    expect(body.lastSeq).toBe(2);
  });

  test('lets a member who did not make it take nobody out', async () => {
    const channel = await makeChannel(server, maker, 'no power', {
      kind: 'private',
      memberIds: [other.id, outsider.id],
    });
    expect((await remove(channel.id, outsider, other)).status).toBe(403);
    expect((await remove(channel.id, outsider, maker)).status).toBe(204);
  });

  test('sends events from the joining on, and none after the leaving', async () => {
    const channel = await makeChannel(server, maker, 'from then on', { kind: 'private' });
    const stream = await server.follow(other.token);
    await say(server, maker, channel.id, 'too early');
    await put(channel.id, other, maker);
    await say(server, maker, channel.id, 'in time');
    await remove(channel.id, other, maker);
    await say(server, maker, channel.id, 'too late');
    await settled(server, maker, [stream]);
    const about = stream.events.filter(({ data }) => data.channelId === channel.id);
    expect(about.map(({ event, data }) => [event, data.body ?? data.userId])).toEqual([
      ['member.joined', other.id],
      ['message.created', 'in time'],
      ['member.left', other.id],
    ]);
    stream.abort();
  });
});
