import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { NewEvent } from '../../api/events/catalogue.ts';
import { append, readAfter, readHead } from '../../api/events/event-log.ts';
import type { Database } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { message } from '../pure/renderer/fixtures.ts';
import { generalOf, type Person, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { waitForBlocked } from '../support/locks.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';

/** A transaction that has appended, and is still open. */
interface Appending {
  appended: Promise<number>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

describe.skipIf(databaseKind() === 'embedded')('transactions that overlap', () => {
  let server: TestServer;
  let admin: Person;
  let general: string;
  let database: Database;

  beforeAll(async () => {
    server = await startServer();
    admin = await signIn(server, ADMIN);
    general = await generalOf(server, admin.token);
    database = await connectToTest(server.database);
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  const event = (body: string): NewEvent => ({
    event: 'message.created',
    homeId: general,
    data: message(1, { id: randomUUID(), channelId: general, body }),
  });

  function open(db: Kysely<Tables>, events: NewEvent[]): Appending {
    const appended = Promise.withResolvers<number>();
    const outcome = Promise.withResolvers<'commit' | 'rollback'>();
    const done = db
      .transaction()
      .execute(async (trx) => {
        appended.resolve(await append(trx, events));
        if ((await outcome.promise) === 'rollback') throw new Error('undone');
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.message === 'undone')) throw error;
      });
    const end = (how: 'commit' | 'rollback') => {
      outcome.resolve(how);
      return done;
    };
    // Or a test that fails would leave the log's head locked.
    onTestFinished(() => end('rollback'));
    return {
      appended: appended.promise,
      commit: () => end('commit'),
      rollback: () => end('rollback'),
    };
  }

  test('a second append waits for the first, so that no reader skips what commits late', async () => {
    const { db } = database;
    const stream = await server.follow(admin.token);
    const { position: start } = await readHead(db);
    const first = open(db, [event('first'), event('first again')]);
    expect(await first.appended).toBe(start + 1);
    const second = open(db, [event('second')]);
    let isThrough = false;
    const through = second.appended.then(() => {
      isThrough = true;
    });
    await waitForBlocked(urlOf(server.database));
    expect(isThrough).toBe(false);
    // Nothing of the first is there, and nothing of the second went ahead of it.
    expect(await readAfter(db, start, 10)).toEqual([]);

    await first.commit();
    await through;
    expect(await second.appended).toBe(start + 3);
    expect((await readAfter(db, start, 10)).map((row) => row.position)).toEqual([
      start + 1,
      start + 2,
    ]);
    await second.commit();
    await stream.next('message.created', (data) => data.body === 'second');
    expect(stream.bodies()).toEqual(['first', 'first again', 'second']);
    const positions = stream.events.flatMap(({ id }) => Number(id?.split('-')[1]) || []);
    expect(positions).toEqual([start, start + 1, start + 2, start + 3]);
  });

  test('an append that is undone leaves no hole', async () => {
    const { db } = database;
    const { position: start } = await readHead(db);
    const first = open(db, [event('undone')]);
    await first.appended;
    const second = open(db, [event('done')]);
    await waitForBlocked(urlOf(server.database));
    await first.rollback();
    expect(await second.appended).toBe(start + 1);
    await second.commit();
    const rows = await readAfter(db, start, 10);
    expect(rows.map(({ position, data }) => [position, JSON.parse(data).body])).toEqual([
      [start + 1, 'done'],
    ]);
  });

  test('a reader that polls all the while sees every position once and in order', async () => {
    const { db } = database;
    const { position: start } = await readHead(db);
    const writers = 8;
    const each = 20;
    const seen: number[] = [];
    const writing = Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let index = 0; index < each; index += 1) {
          const events = Array.from({ length: 1 + ((writer + index) % 3) }, () => event('many'));
          const transaction = open(db, events);
          await transaction.appended;
          await (index % 5 === 0 ? transaction.rollback() : transaction.commit());
        }
      }),
    ).then(() => readHead(db));
    let end: number | undefined;
    void writing.then((head) => {
      end = head.position;
    });
    while (end === undefined || (seen.at(-1) ?? start) < end) {
      const rows = await readAfter(db, seen.at(-1) ?? start, 7);
      seen.push(...rows.map((row) => row.position));
    }
    expect(seen.length).toBeGreaterThan(writers * each);
    expect(seen).toEqual(seen.map((_, index) => start + 1 + index));
  });
});
