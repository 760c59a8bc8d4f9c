import { randomUUID } from 'node:crypto';
import { type Kysely, type KyselyPlugin, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digest } from '../../api/auth/credentials/tokens.ts';
import { createCommitPosts, type Post } from '../../api/messages/commit-posts.ts';
import { createPoster } from '../../api/messages/post.ts';
import type { Database } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { makeApiToken } from '../auth/attempts.ts';
import { generalOf, signIn } from '../support/api.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

let home: OpenDatabase;
let database: Database;
let post: Post;

beforeAll(async () => {
  home = await borrowDatabase();
  const server = await startServer({}, home);
  const admin = await signIn(server, ADMIN);
  const channelId = await generalOf(server, admin.token);
  const { token } = await makeApiToken(server, admin.token);
  await server.stop();
  database = await connectToTest(home);
  const author = { userId: admin.id, kind: 'api-token', tokenDigest: digest(token) } as const;
  post = { channelId, author, clientId: undefined, body: 'hello', replyToId: undefined };
});
afterAll(async () => {
  await database.close();
  await home.remove();
});

/** The posts' verdicts, what they left in the database, and in how many statements. */
async function commit(posts: readonly Post[]) {
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      statements += 1;
      return result;
    },
  };
  const db: Kysely<Tables> = database.db;
  const verdicts = await createCommitPosts(db.withPlugin(counting), 'test')(posts);
  const head = await db.selectFrom('eventLogHead').select('position').executeTakeFirstOrThrow();
  const messages = await db.selectFrom('messages').selectAll().orderBy('seq').execute();
  const events = await db
    .selectFrom('eventLog')
    .selectAll()
    .where('type', '=', 'message.created')
    .orderBy('position')
    .execute();
  const { lastSeq } = await db
    .selectFrom('channels')
    .select('lastSeq')
    .where('id', '=', post.channelId)
    .executeTakeFirstOrThrow();
  return { statements, verdicts, head: head.position, messages, events, lastSeq };
}

const withClientId = () => ({ ...post, clientId: randomUUID() });

test('a post alone leaves what posts together leave, in one statement as well', async () => {
  const together = await commit([withClientId(), withClientId()]);
  const alone = await commit([withClientId()]);
  expect(together.statements).toBe(1);
  expect(alone.statements).toBe(1);
  expect(together.verdicts.map(({ verdict }) => verdict)).toEqual(['new', 'new']);
  expect(alone.verdicts.map(({ verdict }) => verdict)).toEqual(['new']);
  expect(alone.lastSeq).toBe(together.lastSeq + 1);
  expect(alone.head).toBe(together.head + 1);

  const [one, other] = [together.verdicts[1], alone.verdicts[0]];
  if (one?.verdict !== 'new' || other?.verdict !== 'new') throw new Error('not taken');
  const own = {
    id: expect.any(String),
    clientId: expect.any(String),
    createdAt: expect.anything(),
  };
  expect(other.message).toEqual({ ...one.message, ...own, seq: one.message.seq + 1 });
  expect(Object.keys(other.message)).toEqual(Object.keys(one.message));
  expect(other.event).toEqual({
    ...one.event,
    position: one.event.position + 1,
    messageId: other.message.id,
    data: JSON.stringify(other.message),
  });

  expect(alone.messages.at(-1)).toEqual({
    ...together.messages.at(-1),
    ...own,
    seq: alone.lastSeq,
    id: other.message.id,
  });
  expect(alone.events.at(-1)).toEqual({
    ...together.events.at(-1),
    createdAt: expect.anything(),
    position: alone.head,
    messageId: other.message.id,
    data: other.event.data,
  });
});

test('a reply alone, a mention alone and a repeated post alone are judged as among others', async () => {
  const first = withClientId();
  const [taken] = (await commit([first])).verdicts;
  if (taken?.verdict !== 'new') throw new Error('not taken');
  const { id } = taken.message;
  const reply = await commit([{ ...post, replyToId: id }]);
  expect(reply.verdicts).toMatchObject([{ verdict: 'new', message: { replyToId: id } }]);
  const mention = await commit([{ ...post, body: '@nobody' }]);
  expect(mention).toMatchObject({ statements: 1, verdicts: [{ verdict: 'new' }] });

  const again = await commit([first]);
  expect(again.verdicts).toEqual([{ verdict: 'repeated', messageId: id }]);
  expect(again).toMatchObject({ head: mention.head, lastSeq: mention.lastSeq });
  expect(again.messages).toEqual(mention.messages);
});

test('a post whose commit fails is neither answered nor told as taken', async () => {
  const { db } = database;
  // Deferred, it refuses at the commit what the statement has done.
  await sql`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'not to be committed'; end $$`.execute(db);
  await sql`create constraint trigger refuse after insert on messages
    deferrable initially deferred for each row when (new.body like 'refuse%')
    execute function refuse()`.execute(db);
  const told: unknown[] = [];
  const poster = createPoster({
    db,
    writer: 'test',
    startsAtOnce: true,
    onCommit: (events) => told.push(events),
    onDoubt: () => undefined,
  });
  const bodies = ['refuse me', 'refuse this', 'refuse it, @admin'];
  const outcomes = await Promise.allSettled(bodies.map((body) => poster({ ...post, body })));
  await sql`drop function refuse() cascade`.execute(db);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(told).toEqual([]);
});
