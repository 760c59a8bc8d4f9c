import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addPerson, generalOf, type Person } from '../support/api.ts';
import { history, listed, makeChannel, say, upTo } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { openLock, waitForBlocked } from '../support/locks.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const maker = await addPerson(server, admin.token, 'maker');
const other = await addPerson(server, admin.token, 'other');

const archive = (id: string, by: Person, archived: unknown = true) =>
  server.patch(`/channels/${id}`, { archived }, by.token);
const channelOfBoth = (name: string) => makeChannel(server, maker, name, { memberIds: [other.id] });

describe('archiving a channel', () => {
  test('is for its maker and administrators, marks it in the list, and is told', async () => {
    const channel = await channelOfBoth('closed');
    expect(channel.archivedAt).toBeNull();
    expect((await archive(channel.id, other)).status).toBe(403);
    const stream = await server.follow(other.token);

    const { status, body } = await archive(channel.id, maker);
    expect(status).toBe(200);
    expect(body).toEqual({ ...channel, archivedAt: expect.any(String) });
    expect((await stream.next('channel.updated')).data).toEqual(body);
    expect(await listed(server, other, channel.id)).toMatchObject(body);
    // Once more changes nothing, the time included.
    expect((await archive(channel.id, admin)).body).toEqual(body);

    expect((await archive(channel.id, admin, false)).body).toEqual(channel);
    await stream.next('channel.updated', ({ archivedAt }) => archivedAt === null);
    expect((await say(server, other, channel.id, 'open again')).seq).toBe(1);
    stream.abort();
  });

  test('refuses posts and edits with 409 channel-archived, and leaves the rest be', async () => {
    const { id } = await channelOfBoth('read only');
    const clientId = randomUUID();
    const kept = await say(server, other, id, 'kept', { clientId });
    const mistake = await say(server, other, id, 'a mistake');
    await archive(id, maker);

    const refused = [
      await server.post(`/channels/${id}/messages`, { body: 'late' }, other.token),
      await server.patch(`/messages/${kept.id}`, { body: 'changed' }, other.token),
    ];
    for (const { status, body } of refused) {
      expect([status, body.code]).toEqual([409, 'channel-archived']);
    }
    // The answer to a post that was there in time may have been lost.
    expect(await say(server, other, id, 'kept', { clientId })).toEqual(kept);
    expect((await server.delete(`/messages/${mistake.id}`, other.token)).status).toBe(204);
    expect(await history(server, other, id)).toMatchObject([kept, { body: null }]);
    expect((await server.put(`/channels/${id}/read`, { seq: 2 }, maker.token)).status).toBe(204);
    expect((await server.patch(`/channels/${id}`, { topic: 'Old' }, maker.token)).body).toEqual(
      expect.objectContaining({ topic: 'Old', archivedAt: expect.any(String) }),
    );
  });

  test('is refused for the general channel and for direct ones', async () => {
    const general = await generalOf(server, admin.token);
    const { body: direct } = await server.put(`/direct/${admin.id}`, undefined, maker.token);
    for (const id of [general, direct.id]) {
      for (const by of [maker, admin]) {
        const { status, body } = await archive(id, by);
        expect([status, body.code]).toEqual([403, 'forbidden']);
      }
    }
    await say(server, maker, general, 'still open');
  });

  test('wants true or false', async () => {
    const { id } = await channelOfBoth('yes or no');
    for (const archived of ['true', 1, null]) {
      const { status, body } = await archive(id, maker, archived);
      expect([status, body.errors?.[0].path]).toEqual([422, 'archived']);
    }
  });
});

describe('posts at the moment of archiving', () => {
  test('are there and told before it, or refused', async () => {
    const { id } = await channelOfBoth('at once');
    const stream = await server.follow(other.token);
    const answers = await Promise.all([
      ...upTo(30).map((n) =>
        server.post(`/channels/${id}/messages`, { body: `${n}` }, other.token),
      ),
      archive(id, maker),
      ...upTo(30).map((n) =>
        server.post(`/channels/${id}/messages`, { body: `${n}` }, other.token),
      ),
    ]);
    const posted = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 409);
    expect(posted.length + refused.length).toBe(60);
    expect(await history(server, other, id)).toHaveLength(posted.length);
    await archive(id, maker, false);
    await stream.next('channel.updated', ({ archivedAt }) => archivedAt === null);
    const order = stream.events
      .map(({ event }) => event)
      .filter((name) => name !== 'presence.changed');
    expect(order.lastIndexOf('message.created')).toBeLessThan(order.indexOf('channel.updated'));
    stream.abort();
  });

  test.skipIf(databaseKind() === 'embedded')(
    'that waited for it are refused, and edits too',
    async () => {
      const { env } = server.database;
      const url = 'DATABASE_URL' in env ? env.DATABASE_URL : '';
      const { id } = await channelOfBoth('waiting');
      const message = await say(server, other, id, 'early');
      // Holds the archiving back where it has changed the channel and not yet been committed.
      const lock = await openLock(url, 'update event_log_head set position = position');
      const archived = archive(id, maker);
      await waitForBlocked(url, 1);
      const late = [
        server.post(`/channels/${id}/messages`, { body: 'late' }, other.token),
        server.patch(`/messages/${message.id}`, { body: 'later' }, other.token),
      ];
      await waitForBlocked(url, 3);
      await lock.release();
      expect((await archived).status).toBe(200);
      for (const { status, body } of await Promise.all(late)) {
        expect([status, body.code]).toEqual([409, 'channel-archived']);
      }
      expect(await history(server, other, id)).toEqual([message]);
    },
  );
});
