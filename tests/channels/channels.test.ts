import { describe, expect, test } from 'vitest';
import { addPerson, generalOf, type Person } from '../support/api.ts';
import { listed, makeChannel, say, settled } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const maker = await addPerson(server, admin.token, 'maker');
const other = await addPerson(server, admin.token, 'other');
const outsider = await addPerson(server, admin.token, 'outsider');

const namesOf = async (path: string, person: Person): Promise<(string | null)[]> =>
  (await server.get(path, person.token)).body.channels.map((c: { name: string | null }) => c.name);

describe('making a channel', () => {
  test('answers 201 with the channel, and its maker and memberIds are in it', async () => {
    const { status, body } = await server.post(
      '/channels',
      {
        name: ' Café ',
        kind: 'public',
        topic: 'Coffee',
        memberIds: [other.id, other.id, maker.id],
      },
      maker.token,
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Café',
      kind: 'public',
      topic: 'Coffee',
      createdBy: maker.id,
    });
    const members = await server.get(`/channels/${body.id}/members`, maker.token);
    const ids = members.body.members.map((user: Person) => user.id);
    expect(ids.sort()).toEqual([maker.id, other.id].sort());
    for (const person of [maker, other]) {
      expect(await listed(server, person, body.id)).toMatchObject({
        ...body,
        lastSeq: 0,
        lastReadSeq: 0,
        unread: 0,
        mentions: 0,
      });
    }
    expect(await listed(server, outsider, body.id)).toBeUndefined();
  });

  test.each([
    ['in other case', 'PLANNING'],
    ['in full-width letters, which fold to it', 'Ｐlanning'],
    ['with spaces around', '  planning '],
  ])('refuses a name that is taken %s: 409 channel-name-taken', async (_, name) => {
    const first = await server.post('/channels', { name: 'Planning', kind: 'public' }, maker.token);
    expect([201, 409]).toContain(first.status);
    for (const kind of ['public', 'private']) {
      const { status, body } = await server.post('/channels', { name, kind }, other.token);
      expect(status).toBe(409);
      expect(body.code).toBe('channel-name-taken');
    }
  });

  test('makes one of several with the same name at once', async () => {
    const answers = await Promise.all(
      [maker, other, outsider, maker].map((person) =>
        server.post('/channels', { name: 'the same', kind: 'public' }, person.token),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  test('refuses invalid fields and names them', async () => {
    const cases: [Record<string, unknown>, string][] = [
      [{ name: '', kind: 'public' }, 'name'],
      [{ name: 'x'.repeat(81), kind: 'public' }, 'name'],
      [{ name: 'two\nlines', kind: 'public' }, 'name'],
      [{ name: 'half a \ud83d', kind: 'public' }, 'name'],
      [{ kind: 'public' }, 'name'],
      [{ name: 'a direct one', kind: 'direct' }, 'kind'],
      [{ name: 'no kind' }, 'kind'],
      [{ name: 'nul topic', kind: 'public', topic: 'a\u0000b' }, 'topic'],
      [{ name: 'no members', kind: 'public', memberIds: 'all' }, 'memberIds'],
      [{ name: 'no id', kind: 'public', memberIds: ['me'] }, 'memberIds.0'],
      [
        { name: 'nobody', kind: 'public', memberIds: ['00000000-0000-7000-8000-000000000000'] },
        'memberIds',
      ],
    ];
    for (const [body, path] of cases) {
      const answer = await server.post('/channels', body, maker.token);
      expect([answer.status, answer.body.code, answer.body.errors?.[0].path]).toEqual([
        422,
        'invalid-request',
        path,
      ]);
    }
  });
});

describe('managing a channel', () => {
  test('its maker and administrators rename it and set its topic; others may not', async () => {
    const channel = await makeChannel(server, maker, 'managed', { memberIds: [other.id] });
    const path = `/channels/${channel.id}`;
    const renamed = await server.patch(path, { name: 'Managed well' }, maker.token);
    expect(renamed.status).toBe(200);
    expect(renamed.body).toEqual({ ...channel, name: 'Managed well' });
    const described = await server.patch(path, { topic: 'A topic' }, admin.token);
    expect(described.body).toEqual({ ...channel, name: 'Managed well', topic: 'A topic' });
    for (const person of [other, outsider]) {
      const refused = await server.patch(path, { topic: 'Mine' }, person.token);
      expect(refused.status).toBe(403);
      expect((await server.delete(path, person.token)).status).toBe(403);
    }
    expect((await server.get(path, other.token)).body).toEqual(described.body);
  });

  test('a rename to a taken name is refused, to its own name in other case is not', async () => {
    const channel = await makeChannel(server, maker, 'own name');
    const path = `/channels/${channel.id}`;
    const taken = await server.patch(path, { name: 'GENERAL' }, maker.token);
    expect(taken.status).toBe(409);
    expect(taken.body.code).toBe('channel-name-taken');
    expect((await server.patch(path, { name: 'Own Name' }, maker.token)).body.name).toBe(
      'Own Name',
    );
  });

  test('a deleted channel is gone for everyone, and its name is free', async () => {
    const channel = await makeChannel(server, maker, 'short-lived', { memberIds: [other.id] });
    const message = await say(server, maker, channel.id, 'a last word');
    const path = `/channels/${channel.id}`;
    const streams = await Promise.all([maker, other].map(({ token }) => server.follow(token)));
    expect((await server.delete(path, maker.token)).status).toBe(204);

    for (const person of [maker, other, admin]) {
      expect((await server.get(path, person.token)).status).toBe(404);
      expect((await server.get(`${path}/messages`, person.token)).status).toBe(404);
      expect((await server.get(`${path}/members`, person.token)).status).toBe(404);
      expect((await server.put(`${path}/read`, { seq: 1 }, person.token)).status).toBe(404);
      const posted = await server.post(`${path}/messages`, { body: 'x' }, person.token);
      expect(posted.status).toBe(404);
      expect(await listed(server, person, channel.id)).toBeUndefined();
    }
    expect((await server.patch(`/messages/${message.id}`, { body: 'x' }, maker.token)).status).toBe(
      404,
    );
    expect((await server.delete(`/messages/${message.id}`, maker.token)).status).toBe(404);
    expect((await server.delete(path, maker.token)).status).toBe(404);
    for (const stream of streams) {
      const { data } = await stream.next('channel.deleted', ({ id }) => id === channel.id);
      expect(data).toEqual(channel);
      stream.abort();
    }
    await makeChannel(server, other, 'short-lived');
  });
});

describe('general', () => {
  test('has everyone in it, and nobody leaves it or is taken out', async () => {
    const general = await generalOf(server, maker.token);
    const { body } = await server.get(`/channels/${general}/members`, maker.token);
    const ids = body.members.map((user: Person) => user.id);
    expect(ids).toEqual(expect.arrayContaining([admin.id, maker.id, other.id, outsider.id]));
    for (const by of [maker, admin]) {
      const { status } = await server.delete(`/channels/${general}/members/${maker.id}`, by.token);
      expect(status).toBe(403);
    }
    expect(await generalOf(server, maker.token)).toBe(general);
  });

  test('is not deleted, even by an administrator', async () => {
    const general = await generalOf(server, admin.token);
    for (const person of [admin, maker]) {
      expect((await server.delete(`/channels/${general}`, person.token)).status).toBe(403);
    }
    expect((await say(server, maker, general, 'still here')).channelId).toBe(general);
  });

  test('is one, whatever its name', async () => {
    const { body } = await server.get('/channels', admin.token);
    expect(body.channels.filter((c: { isGeneral: boolean }) => c.isGeneral)).toHaveLength(1);
    const { status } = await server.post(
      '/channels',
      { name: 'General', kind: 'public' },
      maker.token,
    );
    expect(status).toBe(409);
  });
});

describe('a private channel', () => {
  test('is 404 for outsiders, administrators included, whatever they ask of it', async () => {
    const channel = await makeChannel(server, maker, 'secret', {
      kind: 'private',
      memberIds: [other.id],
    });
    const message = await say(server, maker, channel.id, 'between us');
    const path = `/channels/${channel.id}`;
    expect((await server.get(`${path}/messages`, other.token)).body.messages).toEqual([message]);

    for (const person of [outsider, admin]) {
      const answers = await Promise.all([
        server.get(path, person.token),
        server.patch(path, { topic: 'x' }, person.token),
        server.delete(path, person.token),
        server.get(`${path}/members`, person.token),
        server.put(`${path}/members/${person.id}`, undefined, person.token),
        server.put(`${path}/members/${outsider.id}`, undefined, person.token),
        server.delete(`${path}/members/${other.id}`, person.token),
        server.get(`${path}/messages`, person.token),
        server.post(`${path}/messages`, { body: 'x' }, person.token),
        server.put(`${path}/read`, { seq: 1 }, person.token),
        server.patch(`/messages/${message.id}`, { body: 'x' }, person.token),
        server.delete(`/messages/${message.id}`, person.token),
      ]);
      const absent = await server.get(
        '/channels/00000000-0000-7000-8000-000000000000',
        person.token,
      );
      for (const { status, body } of answers) {
        expect([status, body.code]).toEqual([404, 'not-found']);
      }
      expect(answers[0]?.body).toEqual(absent.body);
      expect(await namesOf('/channels', person)).not.toContain('secret');
      expect(await namesOf('/channels/joinable', person)).not.toContain('secret');
    }
    expect((await server.get(`${path}/messages`, other.token)).body.messages).toEqual([message]);
  });

  test('shows nothing of itself on the streams of outsiders', async () => {
    const mine = await server.follow(maker.token);
    const theirs = await server.follow(outsider.token);
    const channel = await makeChannel(server, maker, 'hidden', { kind: 'private' });
    await say(server, maker, channel.id, 'unheard');
    await server.patch(`/channels/${channel.id}`, { topic: 'unseen' }, maker.token);
    await server.delete(`/channels/${channel.id}`, maker.token);
    await settled(server, maker, [mine, theirs]);
    expect(JSON.stringify(mine.events)).toContain(channel.id);
    expect(JSON.stringify(theirs.events)).not.toContain(channel.id);
    mine.abort();
    theirs.abort();
  });
});

describe('the joinable list', () => {
  test('has the public channels that the caller is not in, until they join', async () => {
    const channel = await makeChannel(server, maker, 'open to all');
    await makeChannel(server, maker, 'not open', { kind: 'private' });
    const joinable = await namesOf('/channels/joinable', outsider);
    expect(joinable).toContain('open to all');
    expect(joinable).not.toContain('not open');
    expect(joinable).not.toContain('general');
    expect(await namesOf('/channels/joinable', maker)).not.toContain('open to all');
    await server.put(`/channels/${channel.id}/members/${outsider.id}`, undefined, outsider.token);
    expect(await namesOf('/channels/joinable', outsider)).not.toContain('open to all');
    expect(await namesOf('/channels', outsider)).toContain('open to all');
  });
});

test('the list of channels in common holds those that both are in, and nothing of others', async () => {
  const { id } = await makeChannel(server, maker, 'in common', {
    kind: 'private',
    memberIds: [other.id],
  });
  await makeChannel(server, other, 'not in common', { kind: 'private' });
  const withOther = (person: Person) => namesOf(`/channels?with=${other.id}`, person);
  expect(await withOther(maker)).toContain('in common');
  expect(await withOther(maker)).not.toContain('not in common');
  expect(await withOther(outsider)).not.toContain('in common');
  await server.delete(`/channels/${id}/members/${other.id}`, other.token);
  expect(await withOther(maker)).not.toContain('in common');
  expect(await namesOf(`/channels?with=${crypto.randomUUID()}`, maker)).toEqual([]);
});

describe('the list of every channel', () => {
  const everyChannel = (person: Person) => server.get('/channels?scope=all', person.token);
  const inEvery = async (id: string) =>
    (await everyChannel(admin)).body.channels.find((channel: { id: string }) => channel.id === id);

  test('tells administrators of channels that they are not in, with members and newest message', async () => {
    const secret = await makeChannel(server, maker, 'every secret', {
      kind: 'private',
      memberIds: [other.id],
    });
    expect(await inEvery(secret.id)).toMatchObject({ lastMessageAt: null, members: 2 });
    const { createdAt } = await say(server, other, secret.id, '@all read this');
    expect(await inEvery(secret.id)).toEqual({
      ...secret,
      ...{ lastSeq: 1, lastMessageAt: createdAt, members: 2 },
      ...{ lastReadSeq: 0, unread: 0, mentions: 0 },
    });
    await server.delete(`/channels/${secret.id}/members/${other.id}`, other.token);
    expect(await inEvery(secret.id)).toMatchObject({ members: 1 });
  });

  test('counts what is unread where the administrator is a member', async () => {
    const shared = await makeChannel(server, maker, 'every shared', { memberIds: [admin.id] });
    await say(server, maker, shared.id, '@admin look');
    expect(await inEvery(shared.id)).toMatchObject({ members: 2, unread: 1, mentions: 1 });
  });

  test('holds archived channels, and neither deleted ones nor direct ones', async () => {
    const archived = await makeChannel(server, maker, 'every archived');
    await server.patch(`/channels/${archived.id}`, { archived: true }, maker.token);
    const deleted = await makeChannel(server, maker, 'every deleted');
    await server.delete(`/channels/${deleted.id}`, maker.token);
    const direct = (await server.put(`/direct/${other.id}`, undefined, maker.token)).body;
    expect(await inEvery(archived.id)).toMatchObject({ archivedAt: expect.any(String) });
    expect(await inEvery(deleted.id)).toBeUndefined();
    expect(await inEvery(direct.id)).toBeUndefined();
  });

  test('is for administrators alone, and no other scope is known', async () => {
    expect((await everyChannel(maker)).status).toBe(403);
    expect((await server.get('/channels?scope=mine', admin.token)).status).toBe(422);
  });
});
