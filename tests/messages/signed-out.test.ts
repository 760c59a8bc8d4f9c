import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digest } from '../../api/auth/credentials/tokens.ts';
import type { Problem } from '../../api/http/problem.ts';
import { createPoster } from '../../api/messages/post.ts';
import type { Database } from '../../db/database.ts';
import { makeApiToken } from '../auth/attempts.ts';
import { addPerson, generalOf, type Person, signIn } from '../support/api.ts';
import { history } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

interface End {
  kind: 'session' | 'api-token';
  end: RawBuilder<unknown>;
}

/** How the credentials of a user may end without a word to any server. */
const ends: Record<string, (userId: string) => End> = {
  'a session that is gone': (userId) => ({
    kind: 'session',
    end: sql`delete from sessions where user_id = ${userId}`,
  }),
  'a session whose lease is over': (userId) => ({
    kind: 'session',
    end: sql`update sessions set expires_at = lease_now() - interval '1 millisecond'
      where user_id = ${userId}`,
  }),
  'an API token that is gone': (userId) => ({
    kind: 'api-token',
    end: sql`delete from api_tokens where user_id = ${userId}`,
  }),
  'an API token that has run out': (userId) => ({
    kind: 'api-token',
    end: sql`update api_tokens set expires_at = clock_timestamp() - interval '1 millisecond'
      where user_id = ${userId}`,
  }),
  'the API token of somebody disabled': (userId) => ({
    kind: 'api-token',
    end: sql`update users set disabled_at = clock_timestamp() where id = ${userId}`,
  }),
};

describe('the commit itself refuses', () => {
  const people = new Map<string, Person & { apiToken: string }>();
  let home: OpenDatabase;
  let database: Database;
  let channelId: string;

  beforeAll(async () => {
    home = await borrowDatabase();
    const server = await startServer({}, home);
    const admin = await signIn(server, ADMIN);
    channelId = await generalOf(server, admin.token);
    for (const name of Object.keys(ends)) {
      const person = await addPerson(server, admin.token);
      const { token } = await makeApiToken(server, person.token);
      people.set(name, { ...person, apiToken: token });
    }
    await server.stop();
    database = await connectToTest(home);
  });
  afterAll(async () => {
    await database.close();
    await home.remove();
  });

  test.each(Object.keys(ends))('%s', async (name) => {
    const person = people.get(name);
    const ending = ends[name]?.(person?.id ?? '');
    if (person === undefined || ending === undefined) throw new Error(`nobody for ${name}`);
    const token = ending.kind === 'session' ? person.token : person.apiToken;
    const poster = createPoster({
      db: database.db,
      writer: 'test',
      startsAtOnce: true,
      onCommit: () => undefined,
      onDoubt: () => undefined,
    });
    const post = (clientId: string) =>
      poster({
        channelId,
        author: { userId: person.id, kind: ending.kind, tokenDigest: digest(token) },
        clientId,
        body: 'here',
        replyToId: undefined,
      }).then(
        () => 'posted',
        (problem: Problem) => problem.code,
      );
    const count = async () =>
      (await database.db.selectFrom('messages').select('id').execute()).length;
    const [before, clientId] = [await count(), randomUUID()];
    expect(await post(clientId)).toBe('posted');
    await ending.end.execute(database.db);
    expect(await post(randomUUID())).toBe('not-authenticated');
    // Not even told that it was posted before.
    expect(await post(clientId)).toBe('not-authenticated');
    expect(await count()).toBe(before + 1);
  });
});

describe.skipIf(databaseKind() === 'embedded')('on two nodes', () => {
  let nodes: [TestServer, TestServer];
  let admin: Person;
  let general: string;

  beforeAll(async () => {
    const first = await startServer();
    nodes = [first, await startServer({}, first.database)];
    admin = await signIn(first, ADMIN);
    general = await generalOf(first, admin.token);
  });
  afterAll(async () => {
    await nodes[1].stop();
    await nodes[0].stop();
  });

  test('who is out on one posts no more on the other, at once', async () => {
    const [here, there] = nodes;
    const path = `/channels/${general}/messages`;
    const before = (await history(here, admin, general)).length;
    const times = 3;
    for (let time = 0; time < times; time++) {
      const person = await addPerson(here, admin.token);
      const { id, token } = await makeApiToken(here, person.token);
      const both = [person.token, token];
      // The other node has both fresh in mind.
      for (const each of both) {
        expect((await there.post(path, { body: 'in' }, each)).status).toBe(201);
      }
      await here.delete(`/tokens/${id}`, person.token);
      expect((await there.post(path, { body: 'out' }, token)).status).toBe(401);
      await here.delete('/session', person.token);
      const dead = await there.post(path, { body: 'out' }, person.token);
      expect(dead.status).toBe(401);
      expect(dead.body).toMatchObject({ code: 'not-authenticated', reason: 'logged-out' });
    }
    expect(await history(here, admin, general)).toHaveLength(before + 2 * times);
  });
});
