import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BatchOptions, batch } from '../../api/lib/batch.ts';

const LONG = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => void vi.useRealTimers());

/** A batch whose runs end when the test says so. */
function heldBatch(most: number, options?: BatchOptions) {
  const runs: { items: readonly number[]; end(): void }[] = [];
  const call = batch(
    async (items: readonly number[]) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      runs.push({ items, end: resolve });
      await promise;
      return items.map((item) => item * 2);
    },
    most,
    options,
  );
  /** Ends the newest run, so long after what was last, and lets what follows from that happen. */
  async function end(tookMs = LONG): Promise<void> {
    vi.advanceTimersByTime(tookMs);
    runs.at(-1)?.end();
    await nextTurn();
  }
  return { call, end, items: () => runs.map((run) => run.items) };
}

test('what is called while a run is under way is handed on together, and no more at once than it may', async () => {
  const { call, end, items } = heldBatch(2);
  const answers = [call(1)];
  await nextTurn();
  answers.push(call(2), call(3), call(4));
  expect(items()).toEqual([[1]]);
  await end();
  await end();
  await end();
  expect(items()).toEqual([[1], [2, 3], [4]]);
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8]);
});

test('a run that follows on another waits for those who were just answered', async () => {
  const { call, end, items } = heldBatch(10, { gather: { count: 10, ms: LONG } });
  const first = [call(1), call(2)];
  await nextTurn();
  void call(3);
  await end();
  expect(await Promise.all(first)).toEqual([2, 4]);
  expect(items()).toEqual([[1, 2]]);
  void call(4);
  await nextTurn();
  expect(items()).toEqual([[1, 2]]);
  void call(5);
  await nextTurn();
  expect(items()).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('it waits for them also where nobody else has come yet', async () => {
  const { call, end, items } = heldBatch(10, { gather: { count: 10, ms: LONG } });
  const first = [call(1), call(2)];
  await nextTurn();
  await end();
  expect(await Promise.all(first)).toEqual([2, 4]);
  void call(3);
  await nextTurn();
  expect(items()).toEqual([[1, 2]]);
  void call(4);
  await nextTurn();
  expect(items()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a prompt one starts with the first call, and what comes meanwhile goes together', async () => {
  const { call, end, items } = heldBatch(10, { startsAtOnce: true });
  void Promise.all([1, 2, 3].map(call));
  expect(items()).toEqual([[1]]);
  await end();
  expect(items()).toEqual([[1], [2, 3]]);
});

test('a wait that is over does not get in the way of the next one', async () => {
  const { call, end, items } = heldBatch(10, { gather: { count: 10, ms: 1_000 } });
  void call(1);
  await nextTurn();
  void call(2);
  await end();
  vi.advanceTimersByTime(300);
  void call(3);
  await nextTurn();
  void call(4);
  await end(500);
  vi.advanceTimersByTime(300);
  expect(items()).toEqual([[1], [2, 3]]);
  void Promise.all([5, 6].map(call));
  await nextTurn();
  expect(items()).toEqual([[1], [2, 3], [4, 5, 6]]);
});

test('it waits for no more than it is told to', async () => {
  const { call, end, items } = heldBatch(10, { gather: { count: 3, ms: LONG } });
  void Promise.all([1, 2, 3].map(call));
  await nextTurn();
  void Promise.all([4, 5].map(call));
  await end();
  expect(items()).toEqual([[1, 2, 3]]);
  void Promise.all([6, 7].map(call));
  await nextTurn();
  expect(items()).toEqual([
    [1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

test('it does not wait where as many have come meanwhile', async () => {
  const { call, end, items } = heldBatch(10, { gather: { count: 2, ms: LONG } });
  void Promise.all([1, 2].map(call));
  await nextTurn();
  void Promise.all([3, 4].map(call));
  await end();
  expect(items()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test.each([
  { it: 'the bound', tookMs: 30, ms: 20 },
  { it: 'what the last run took', tookMs: 20, ms: 30 },
])('where they do not come back it goes on without them after $it', async ({ tookMs, ms }) => {
  const { call, end, items } = heldBatch(10, { gather: { count: 10, ms } });
  const first = call(1);
  await nextTurn();
  await end();
  expect(await first).toBe(2);
  void Promise.all([2, 3].map(call));
  await nextTurn();
  void call(4);
  await end(tookMs);
  vi.advanceTimersByTime(19);
  await nextTurn();
  expect(items()).toEqual([[1], [2, 3]]);
  vi.advanceTimersByTime(1);
  await nextTurn();
  expect(items()).toEqual([[1], [2, 3], [4]]);
});

test('an idle one does not wait', async () => {
  const { call, end, items } = heldBatch(10, { gather: { count: 10, ms: LONG } });
  void call(1);
  await nextTurn();
  await end();
  void call(2);
  await nextTurn();
  expect(items()).toEqual([[1], [2]]);
});

test('an error is for the call that it is the outcome of, a failure for all', async () => {
  const fault = new Error('one');
  const call = batch(async (items: readonly string[]) => {
    if (items.includes('break')) throw new Error('all');
    return items.map((item) => (item === 'refuse' ? fault : item));
  }, 10);
  expect(await Promise.allSettled([call('a'), call('refuse')])).toEqual([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: fault },
  ]);
  const failed = await Promise.allSettled([call('a'), call('break')]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await call('again')).toBe('again');
});
