import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { violatedConstraint } from '../../db/errors.ts';
import { addPerson, type Person } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { workspace, workspaceDoes } from '../support/command.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, other, admin } = await nodesForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

const make = (by: Person, name: string, kind: 'public' | 'private', node = server) =>
  node.post('/channels', { name, kind }, by.token);
const rename = (by: Person, { id }: { id: string }, name: string) =>
  server.patch(`/channels/${id}`, { name }, by.token);
const makePrivate = (by: Person, name: string) =>
  makeChannel(server, by, name, { kind: 'private' });
const TAKEN = [409, 'channel-name-taken'];

describe('beside a public channel', () => {
  test.each([
    ['Comptes', 'С\u043emptes', 'in letters of another script'],
    ['Facturation 1', 'Facturation l', 'with an l for a 1'],
    ['Modern', 'Modem', 'with an m for r and n'],
    ['Idées', 'ldées', 'with an l for an I'],
    ['Ventes Sud', 'VENTES\u00a0 SUD', 'in capitals and other spaces'],
    ['Jean-Paul', 'jean\u2011paul', 'with another hyphen'],
  ])('%s, another cannot be made or called %s', async (first, second) => {
    await makeChannel(server, alice, first);
    const mine = await makeChannel(server, bob, `of ${first}`);
    for (const answer of [
      await make(bob, second, 'public'),
      await make(bob, second, 'private'),
      await rename(bob, mine, second),
    ]) {
      expect([answer.status, answer.body.code]).toEqual(TAKEN);
      expect(answer.body.detail).toContain(first);
    }
  });

  test('one may stand that looks otherwise, and its name may change in case or likeness', async () => {
    await makeChannel(server, alice, 'DSI');
    const dsl = await makeChannel(server, alice, 'DSL');
    for (const name of ['dsl', 'ＤＳＬ', 'DSL']) {
      expect((await rename(alice, dsl, name)).status).toBe(200);
    }
  });
});

describe('a private channel', () => {
  test('that one cannot see leaves no trace in what may be called like it', async () => {
    await makePrivate(alice, 'Plan social');
    const shapeOf = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
      const { id, createdAt, name, ...rest } = body;
      return [status, Object.keys(body), rest];
    };
    for (const kind of ['public', 'private'] as const) {
      const hidden = await make(bob, 'Plan social', kind);
      const absent = await make(bob, 'Plan famille', kind);
      expect(shapeOf(hidden)).toEqual(shapeOf(absent));
      expect(hidden.status).toBe(201);
      for (const { body } of [hidden, absent]) {
        expect((await server.delete(`/channels/${body.id}`, bob.token)).status).toBe(204);
      }
    }
    const mine = await makePrivate(bob, 'mine');
    const toHidden = await rename(bob, mine, 'Plan sociaI');
    const toAbsent = await rename(bob, mine, 'Plan familiaI');
    expect(shapeOf(toHidden)).toEqual(shapeOf(toAbsent));
    expect(toHidden.status).toBe(200);
  });

  test('takes its name from those who are in it', async () => {
    const secret = await makePrivate(alice, 'Budget');
    expect((await make(alice, 'budget', 'private')).body.code).toBe('channel-name-taken');
    await server.put(`/channels/${secret.id}/members/${bob.id}`, undefined, alice.token);
    const refused = await make(bob, 'Вudget', 'public');
    expect([refused.status, refused.body.code]).toEqual(TAKEN);
    await server.delete(`/channels/${secret.id}/members/${bob.id}`, bob.token);
    expect((await make(bob, 'Вudget', 'public')).status).toBe(201);
  });

  test('may look like another of its members, who see both', async () => {
    const first = await makePrivate(alice, 'Audit');
    const second = await makePrivate(bob, 'Audit');
    const added = await server.put(
      `/channels/${second.id}/members/${alice.id}`,
      undefined,
      bob.token,
    );
    expect(added.status).toBe(204);
    const { body } = await server.get('/channels', alice.token);
    const seen = body.channels.filter(({ name }: { name: string }) => name === 'Audit');
    expect(seen.map(({ id }: { id: string }) => id).sort()).toEqual([first.id, second.id].sort());
    expect((await rename(alice, first, 'Audit 2026')).status).toBe(200);
  });

  test('is exported by its id where others have its name', async () => {
    const first = await makePrivate(alice, 'Twice');
    await makePrivate(bob, 'Twice');
    const { env } = server.database;
    const { code, stderr } = await workspace(env, ['channel', 'export', 'twice']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('several channels are called twice'),
    ]);
    expect(await workspaceDoes(env, ['channel', 'export', first.id])).toBe('');
  });
});

test('of several public channels that look alike, made at once on two servers, there is one', async () => {
  for (const round of ['a', 'b', 'c', 'd']) {
    const names = [
      `Course ${round}l`,
      `Course ${round}1`,
      `course ${round}l`,
      `С\u043eurse ${round}l`,
    ];
    const answers = await Promise.all(
      names.flatMap((name) => [
        make(alice, name, 'public', server),
        make(bob, name, 'public', other),
      ]),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
  }
});

test('the database itself refuses a second public channel of a name, as a server of an older version may make', async () => {
  await makeChannel(server, alice, 'Only once');
  const { db } = await connectToTest(server.database);
  const insert = (kind: 'public' | 'private') =>
    db
      .insertInto('channels')
      .values({
        ...{ id: randomUUID(), kind, name: 'only once', nameKey: 'only once', topic: '' },
        ...{ directKey: null, createdBy: alice.id, archivedAt: null, deletedAt: null },
      })
      .execute();
  const refusal: unknown = await insert('public').catch((error: unknown) => error);
  expect(violatedConstraint(refusal)).toBe('channels_name_key_key');
  await insert('private');
});
