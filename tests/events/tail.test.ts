import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { append, logReader, readAfter } from '../../api/events/event-log.ts';
import { createTail } from '../../api/events/tail.ts';
import type { Database } from '../../db/database.ts';
import { message } from '../pure/renderer/fixtures.ts';
import { databaseKind } from '../support/database.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

const LIMITS = { events: 100, bytes: 1_000_000, batchBytes: 10_000 };
const EVENT = {
  event: 'message.created',
  homeId: '019a0000-0000-7000-8000-000000000000',
  data: message(1, { id: randomUUID(), channelId: '019a0000-0000-7000-8000-000000000000' }),
} as const;

/** Answers to the statements whose tree matches can be held back, as a slow line does. */
function slowAnswers(statement: RegExp) {
  let gate: Promise<void> = Promise.resolve();
  let isHeld = false;
  let arrived: () => void = () => undefined;
  const slow = new Set<unknown>();
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      if (statement.test(JSON.stringify(node))) slow.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (isHeld && slow.has(queryId)) {
        arrived();
        await gate;
      }
      return result;
    },
  };
  return {
    plugin,
    /** `isHolding` resolves when an answer has come and is held. */
    hold() {
      const { promise, resolve: release } = Promise.withResolvers<void>();
      const holding = Promise.withResolvers<void>();
      gate = promise;
      arrived = () => holding.resolve();
      isHeld = true;
      return {
        isHolding: holding.promise,
        release() {
          isHeld = false;
          release();
        },
      };
    },
  };
}

// The embedded database has one connection, which the held answer would keep.
describe.skipIf(databaseKind() === 'embedded')('the tail', () => {
  let server: TestServer;
  let database: Database;

  beforeAll(async () => {
    server = await startServer();
    database = await connectToTest(server.database);
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  test('reads what is new, each once', async () => {
    const { db } = database;
    const tail = await createTail(logReader(db), LIMITS);
    const from = tail.position;
    await append(db, [EVENT, EVENT]);
    await Promise.all([tail.ring(), tail.ring(), tail.refresh()]);
    expect(tail.position).toBe(from + 2);
    expect(tail.window.after(from)?.entries.map(({ position }) => position)).toEqual([
      from + 1,
      from + 2,
    ]);
  });

  test('an answer about the head that is overtaken by newer events is not taken for a restored log', async () => {
    const { db } = database;
    const slow = slowAnswers(/event_?log_?head/i);
    const tail = await createTail(logReader(db.withPlugin(slow.plugin)), LIMITS);
    let resets = 0;
    tail.onReset(() => {
      resets += 1;
    });
    const from = tail.position;
    const held = slow.hold();
    const refreshed = tail.refresh();
    await held.isHolding;
    await append(db, [EVENT]);
    await tail.ring();
    expect(tail.position).toBe(from + 1);
    held.release();
    await refreshed;
    expect(resets).toBe(0);
    expect(tail.position).toBe(from + 1);
    expect(tail.window.after(from)?.entries).toHaveLength(1);
  });

  test('takes what is offered where it follows, and reads it no more', async () => {
    const { db } = database;
    const slow = slowAnswers(/event_?log(?!_?head)/i);
    const tail = await createTail(logReader(db.withPlugin(slow.plugin)), LIMITS);
    const from = tail.position;
    await append(db, [EVENT, EVENT, EVENT]);
    const events = await readAfter(db, from, 10);
    const positions = () => tail.window.after(from)?.entries.map(({ position }) => position) ?? [];
    expect(tail.offer(events.slice(1))).toBe(false);
    expect(positions()).toEqual([]);
    // While what a bell has asked for is on its way.
    const held = slow.hold();
    const rung = tail.ring();
    await held.isHolding;
    expect(tail.offer(events.slice(0, 2))).toBe(true);
    expect(positions()).toEqual([from + 1, from + 2]);
    held.release();
    await rung;
    expect(positions()).toEqual([from + 1, from + 2, from + 3]);
    expect(tail.offer(events)).toBe(true);
    expect(positions()).toHaveLength(3);
  });

  test('another epoch is a restored log', async () => {
    const { db } = database;
    const tail = await createTail(logReader(db), LIMITS);
    let resets = 0;
    tail.onReset(() => {
      resets += 1;
    });
    await tail.refresh();
    expect(resets).toBe(0);
    await db.updateTable('serverIdentity').set({ epoch: 'another' }).execute();
    await tail.refresh();
    expect([resets, tail.epoch]).toEqual([1, 'another']);
    await tail.refresh();
    expect(resets).toBe(1);
  });
});
