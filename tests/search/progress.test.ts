import { afterAll, expect, test } from 'vitest';
import { parseNotice } from '../../api/events/bell.ts';
import { INDEX_LOCK, indexBatch } from '../../api/search/indexer.ts';
import { readProgress, rebuildIndex } from '../../api/search/progress.ts';
import { say, upTo } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { openLock, waitForBlocked } from '../support/locks.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const { server, admin, general } = await serverForSuite();
const { db, listen, close } = await connectToTest(server.database);
afterAll(close);

/** Until all messages are indexed, by the server or by this. */
const untilIndexed = (messages: number) =>
  until(async () => {
    await indexBatch(db, 100);
    const { isComplete, indexed } = await readProgress(db);
    return isComplete && indexed === messages;
  });

test('progress counts what is indexed and what is to be, in tables that were never analysed', async () => {
  for (const n of upTo(7)) await say(server, admin, general, `message ${n}`);
  await untilIndexed(7);
  expect(await readProgress(db)).toEqual({ isComplete: true, indexed: 7, total: 7 });
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('searchEntries').execute();
    await trx.updateTable('searchState').set({ isBackfilled: false }).execute();
    expect(await readProgress(trx)).toEqual({ isComplete: false, indexed: 0, total: 7 });
  });
  await rebuildIndex(db);
  await untilIndexed(7);
});

test('an index that is emptied rings on every node, which fills it without waiting', async () => {
  const notices: string[] = [];
  const unlisten = await listen((notice) => notices.push(notice));
  // Again, as it may listen a moment later only.
  await until(async () => {
    await rebuildIndex(db);
    return notices.includes('search');
  });
  await unlisten();
  expect(parseNotice('search')).toEqual({ topic: 'search' });
  await untilIndexed(7);
});

test.skipIf(databaseKind() === 'embedded')(
  'a batch that is under way does not take a rebuilt index for its own',
  async () => {
    await untilIndexed(7);
    const url = urlOf(server.database);
    // As a batch that has read the state before.
    const batch = await openLock(url, `select pg_advisory_xact_lock(${INDEX_LOCK})`);
    const rebuilt = rebuildIndex(db);
    await waitForBlocked(url);
    expect(await readProgress(db)).toMatchObject({ isComplete: true, indexed: 7 });
    await batch.release('commit');
    await rebuilt;
    await untilIndexed(7);
  },
);
