import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { toBatch } from '../../api/events/batch.ts';
import type { EndReason } from '../../db/tables/sessions.ts';
import { entry } from '../support/entries.ts';
import { openStream, openTestSink, prepare, setUpStreams } from '../support/streams.ts';
import { until } from '../support/until.ts';

/** What the database answers when the test says so, and at once until it is told to hold. */
function held<Args extends unknown[], Answer>(answer: (...args: Args) => Answer) {
  const waiting: (() => void)[] = [];
  let isHeld = false;
  return {
    waiting,
    hold(): void {
      isHeld = true;
    },
    async release(): Promise<void> {
      isHeld = false;
      for (const go of waiting.splice(0)) go();
      await nextTurn();
    },
    async ask(...args: Args): Promise<Answer> {
      const answered = answer(...args);
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      return answered;
    },
  };
}

const resetsIn = (text: string) =>
  [...text.matchAll(/id: (.*)\nevent: reset\ndata: (.*)\n/g)].map(([, id, data]) => [
    id,
    JSON.parse(data ?? '').reason,
  ]);

/** A stream that waits for its history; there are twenty events, and it has four. */
async function openBelowWindow() {
  const all = Array.from({ length: 20 }, (_, index) => entry(index + 1));
  const history = held((_: string, position: number) => toBatch(all.slice(position)));
  const set = setUpStreams({ history: history.ask });
  await set.append(20);
  set.forgetWindow();
  history.hold();
  const stream = await openStream(set.streams, 'epoch-4');
  await until(() => history.waiting.length === 1);
  return { ...set, stream, history };
}

test('one that leaves while its history is read gets nothing more', async () => {
  const { stream, history, faults } = await openBelowWindow();
  const had = stream.chunks.length;
  stream.leave();
  await history.release();
  expect(stream.chunks.length).toBe(had);
  expect(faults).toEqual([]);
});

test('one that leaves while its history cannot be read is read no more of it', async () => {
  const reading = Promise.withResolvers<never>();
  let reads = 0;
  const { streams, append, forgetWindow, faults } = setUpStreams({
    history: () => {
      reads += 1;
      return reading.promise;
    },
  });
  await append(20);
  forgetWindow();
  const stream = await openStream(streams, 'epoch-4');
  stream.leave();
  reading.reject(new Error('the database is away'));
  await nextTurn();
  stream.drain();
  expect([reads, faults]).toEqual([1, [new Error('the database is away')]]);
});

test('what was read of a log that was restored meanwhile goes to nobody', async () => {
  const { stream, history, restore, append } = await openBelowWindow();
  restore('restored', 10);
  await history.release();
  await until(() => resetsIn(stream.text()).length > 0);
  expect(stream.positions()).toEqual([]);
  expect(new Set(resetsIn(stream.text()).map(String))).toEqual(
    new Set(['restored-10,log-restored']),
  );
  await append(1);
  expect(stream.positions()).toEqual([11]);
});

test('what comes while a stream is made to begin anew follows on its reset, told once', async () => {
  const channels = held(() => new Set(['channel']));
  const { streams, append, restore } = setUpStreams({ channelsAt: channels.ask });
  await append(20);
  const stream = await openStream(streams);
  const had = stream.chunks.length;
  channels.hold();
  restore('restored', 10);
  await append(1);
  streams.tick();
  expect(stream.chunks.length).toBe(had);
  await channels.release();
  expect(resetsIn(stream.text())).toEqual([['restored-10', 'log-restored']]);
  expect(stream.positions()).toEqual([11]);
});

test('one that leaves while it is made to begin anew gets nothing more', async () => {
  const channels = held(() => new Set(['channel']));
  const { streams, restore } = setUpStreams({ channelsAt: channels.ask });
  const stream = await openStream(streams);
  channels.hold();
  restore('restored', 0);
  const had = stream.chunks.length;
  stream.leave();
  await channels.release();
  expect(stream.chunks.length).toBe(had);
});

test('a log that is restored once more meanwhile is the one that is told', async () => {
  const channels = held(() => new Set(['channel']));
  const { streams, append, restore } = setUpStreams({ channelsAt: channels.ask });
  await append(20);
  const stream = await openStream(streams);
  channels.hold();
  restore('first', 15);
  restore('second', 10);
  await channels.release();
  await until(() => resetsIn(stream.text()).length > 0);
  expect(new Set(resetsIn(stream.text()).map(String))).toEqual(new Set(['second-10,log-restored']));
  await append(1);
  expect(stream.positions()).toEqual([11]);
});

test('a stream whose log was restored while it was prepared is told so after ready', async () => {
  const { streams, append, restore } = setUpStreams();
  await append(20);
  const [prepared, stream] = [await prepare(streams), openTestSink()];
  restore('restored', 10);
  prepared.start(stream.open);
  await until(() => stream.text().includes('event: reset'));
  expect(resetsIn(stream.text())).toEqual([['restored-10', 'log-restored']]);
  expect(stream.text().indexOf('event: ready')).toBeLessThan(stream.text().indexOf('event: reset'));
  await append(1);
  expect(stream.positions()).toEqual([11]);
});

test('one that leaves while its credential is looked at is told nothing of its end', async () => {
  const ended = new Map<string, EndReason>();
  const lookups = held(() => ended);
  const { streams } = setUpStreams({ findEnded: lookups.ask });
  const stream = await openStream(streams);
  await nextTurn();
  ended.set('credential', 'revoked');
  lookups.hold();
  const looking = streams.endDead();
  const had = stream.chunks.length;
  stream.leave();
  await lookups.release();
  await looking;
  expect([stream.chunks.length, stream.isEnded]).toEqual([had, false]);
});

test('nobody is looked at where there is no stream', async () => {
  let lookups = 0;
  const { streams } = setUpStreams({
    findEnded: async () => {
      lookups += 1;
      return new Map();
    },
  });
  await streams.endDead();
  expect(lookups).toBe(0);
});

test('who may see nothing of what comes gets nothing, from the window or from history', async () => {
  const { streams, append, forgetWindow, faults } = setUpStreams({
    channelsAt: async () => new Set(),
  });
  await append(20);
  forgetWindow();
  const streamsOfIt = [await openStream(streams), await openStream(streams, 'epoch-4')];
  await append(5);
  await nextTurn();
  for (const stream of streamsOfIt) expect(stream.chunks.length).toBe(1);
  expect(faults).toEqual([]);
});

test('a server that stops in the middle of a fan-out has everyone served first', async () => {
  const { streams, append } = setUpStreams();
  const readers = await Promise.all(Array.from({ length: 5 }, () => openStream(streams)));
  for (const reader of readers) {
    reader.onChunk = () => {
      // Each takes longer than a fan-out may keep others waiting.
      const from = performance.now();
      while (performance.now() - from < 2);
    };
  }
  const appending = append(1);
  streams.closeAll();
  await appending;
  for (const reader of readers) {
    expect(reader.positions()).toEqual([1]);
    expect(reader.text()).toMatch(/event: stream.closing\ndata: {"reason":"shutdown"}\n\n$/);
  }
});

test('where one has read in several channels is told in one go', async () => {
  const { streams, tellReads } = setUpStreams({
    findMovedReads: async () =>
      ['one', 'two'].map((channelId) => ({ userId: 'bob', channelId, seq: 1 })),
  });
  const stream = await openStream(streams);
  const had = stream.chunks.length;
  await tellReads('bob');
  expect(stream.chunks.length).toBe(had + 1);
  expect(stream.text()).toMatch(
    /\n\nevent: read.updated\ndata: {"channelId":"one","seq":1}\n\nevent: read.updated\ndata: {"channelId":"two","seq":1}\n\n$/,
  );
});
