import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { readHead } from '../../api/events/event-log.ts';
import { INDEX_LOCK, INDEX_VERSION, indexBatch } from '../../api/search/indexer.ts';
import { rebuildIndex } from '../../api/search/progress.ts';
import { addPerson, generalOf, signIn } from '../support/api.ts';
import { say, upTo } from '../support/chat.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { fillChannel } from '../support/fill-channel.ts';
import { newApiToken } from '../support/posting.ts';
import { ADMIN, isReady, spawnServer, startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const { server, admin, general } = await serverForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const { db, close } = await connectToTest(server.database);
afterAll(close);

const count = async (q: string) => {
  const { status, body } = await server.get(`/search?q=${encodeURIComponent(q)}`, alice.token);
  return status === 200 ? body.results.length : status;
};
const state = () => db.selectFrom('searchState').selectAll().executeTakeFirstOrThrow();
const indexed = () => until(async () => (await state()).position === (await readHead(db)).position);
const complete = () => until(async () => (await state()).isBackfilled);

test('an index that is made anew has the newest messages first, and all in the end', async () => {
  const database = await newDatabase();
  const own = await startServer({}, database);
  const me = await signIn(own, ADMIN);
  const channelId = await generalOf(own, me.token);
  const said: string[] = [];
  for (const n of upTo(30)) said.push((await say(own, me, channelId, `épinard ${n}`)).id);
  await own.stop();
  const { db: alone, close: closeIt } = await connectToTest(database);
  await rebuildIndex(alone);
  const there = async () =>
    (await alone.selectFrom('searchEntries').select('messageId').execute()).map(
      ({ messageId }) => messageId,
    );
  const batch = () => indexBatch(alone, 7);
  expect(await batch()).toEqual({ kind: 'backfill', messages: 7, hasMore: true });
  expect(new Set(await there())).toEqual(new Set(said.slice(-7)));
  for (const _ of upTo(3)) expect((await batch()).kind).toBe('backfill');
  expect(await batch()).toEqual({ kind: 'backfill', messages: 2, hasMore: false });
  expect(await batch()).toEqual({ kind: 'newest', messages: 0, hasMore: false });
  expect(new Set(await there())).toEqual(new Set(said));
  await closeIt();
  await database.remove();
});

test('what is posted while old messages are being indexed is found at once', async () => {
  await complete();
  await rebuildIndex(db);
  await say(server, alice, general, 'rutabaga');
  expect(await count('rutabaga')).toBe(1);
  await complete();
  expect(await count('rutabaga')).toBe(1);
});

test('events that are gone before they were indexed take nothing away', async () => {
  for (const n of upTo(3)) await say(server, alice, general, `épinard ${n}`);
  await indexed();
  await complete();
  await db.deleteFrom('searchEntries').execute();
  await db.updateTable('searchState').set({ position: 0 }).execute();
  const { position: floor } = await readHead(db);
  await db.deleteFrom('eventLog').where('position', '<=', floor).execute();
  await db.updateTable('eventLogHead').set({ floor }).execute();
  await say(server, alice, general, 'topinambour');
  await until(async () => (await count('epinard')) === 3);
  expect(await count('topinambour')).toBe(1);
});

test('an index that is broken stops the search and nothing else', async () => {
  await indexed();
  await sql`alter table search_entries rename column words to broken`.execute(db);
  const message = await say(server, alice, general, 'panais');
  expect(await count('panais')).toBe(503);
  const path = `/messages/${message.id}`;
  expect((await server.patch(path, { body: 'navet' }, alice.token)).status).toBe(200);
  expect((await server.get('/readyz')).status).toBe(200);
  await sql`alter table search_entries rename column broken to words`.execute(db);
  expect([await count('panais'), await count('navet')]).toEqual([0, 1]);
  await indexed();
  expect([await count('panais'), await count('navet')]).toEqual([0, 1]);
  expect((await server.delete(path, alice.token)).status).toBe(204);
  expect(await count('navet')).toBe(0);
});

test('an index that an older version has made is made anew, and a newer one is kept', async () => {
  await say(server, alice, general, 'fenouil');
  await indexed();
  await complete();
  await db.updateTable('searchState').set({ version: 0 }).execute();
  await sql`update search_entries set words = ''`.execute(db);
  await say(server, alice, general, 'which has the server index');
  await until(async () => (await state()).version === INDEX_VERSION);
  await complete();
  expect(await count('fenouil')).toBe(1);
  await db
    .updateTable('searchState')
    .set({ version: INDEX_VERSION + 1 })
    .execute();
  expect(await indexBatch(db, 10)).toEqual({ kind: 'elsewhere' });
  await db.updateTable('searchState').set({ version: INDEX_VERSION }).execute();
});

test('what the index says wrongly of a message does not make it found', async () => {
  const { id } = await say(server, alice, general, 'chayotte');
  await indexed();
  await sql`update search_entries set words = '''~banan''' where message_id = ${id}`.execute(db);
  expect([await count('banane'), await count('chayotte')]).toEqual([0, 0]);
});

describe.skipIf(databaseKind() === 'embedded')('on several connections', () => {
  test('one node at a time indexes', async () => {
    await indexed();
    await complete();
    const other = await connectToTest(server.database);
    await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${INDEX_LOCK})`.execute(trx);
      expect(await indexBatch(other.db, 10)).toEqual({ kind: 'elsewhere' });
      await say(server, alice, general, 'meanwhile');
      // More than go on a page.
      for (const n of upTo(60)) await say(server, alice, general, `then ${n}`);
      expect(await count('meanwhile')).toBe(1);
    });
    await other.close();
    await say(server, alice, general, 'which has the server index');
    await indexed();
    expect(await count('meanwhile')).toBe(1);
  });

  test('a message that is being edited while it is indexed is found by what it says in the end', async () => {
    const { id } = await say(server, alice, general, 'salsifis');
    await indexed();
    await db.deleteFrom('searchEntries').where('messageId', '=', id).execute();
    const { position } = await state();
    const other = await connectToTest(server.database);
    await db.transaction().execute(async (trx) => {
      await trx.updateTable('messages').set({ body: 'crosne' }).where('id', '=', id).execute();
      await other.db
        .updateTable('searchState')
        .set({ position: position - 1 })
        .execute();
      await indexBatch(other.db, 10);
      const { position: after } = await other.db
        .selectFrom('searchState')
        .select('position')
        .executeTakeFirstOrThrow();
      expect(after).toBe(position - 1);
    });
    await other.close();
    await say(server, alice, general, 'which has the server index');
    await indexed();
    expect([await count('salsifis'), await count('crosne')]).toEqual([0, 1]);
  });

  test('a server that is killed while it indexes, twice, leaves out nothing and doubles nothing', {
    timeout: 60_000,
  }, async () => {
    const MESSAGES = 8_000;
    const database = await newDatabase();
    const first = await startServer({}, database);
    const me = await signIn(first, ADMIN);
    const channelId = await generalOf(first, me.token);
    const token = await newApiToken(first, me.token);
    await first.stop();
    await fillChannel(database.env, {
      ...{ channelId, messages: MESSAGES, authorIds: [me.id], readerId: me.id, lastRead: 1 },
    });
    const own = await connectToTest(database);
    await own.db.updateTable('searchState').set({ isBackfilled: false }).execute();
    const done = async () => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from search_entries`.execute(own.db);
      return rows[0]?.n ?? 0;
    };
    for (const some of [1, 2_500]) {
      const running = await spawnServer(database.env);
      await until(async () => (await done()) >= some, 20_000);
      await running.kill('SIGKILL');
      expect(await done()).toBeLessThan(MESSAGES);
    }
    const last = await spawnServer(database.env);
    await isReady(last);
    await until(async () => (await done()) === MESSAGES, 40_000);
    const { rows: faults } = await sql`
      select m.id from messages m left join search_entries e on e.message_id = m.id
      where e.words is null or not e.words @@ 'message'::tsquery`.execute(own.db);
    expect(faults).toEqual([]);
    // On a busy machine a page may end before it has found something.
    const seqs: number[] = [];
    for (let next = ''; next !== null; ) {
      const before = next === '' ? '' : `&before=${next}`;
      const { body } = await last.get(`/search?q=%22message%201%22${before}`, token);
      seqs.push(...body.results.map(({ message }: { message: { seq: number } }) => message.seq));
      ({ next } = body);
    }
    expect(seqs).toEqual([1]);
    await until(() => last.output().includes('all messages can be searched'));
    await last.kill('SIGTERM');
    await own.close();
    await database.remove();
  });
});
