import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toBatch } from '../../api/events/batch.ts';
import { openWebSink } from '../../api/events/sink.ts';
import type { OpenRequest } from '../../api/events/streams.ts';
import type { Presence } from '../../api/presence/contract.ts';
import { entry, positionsIn } from '../support/entries.ts';
import {
  credential,
  fannedOut,
  numbers,
  openStream,
  openTestSink,
  prepare,
  setUpStreams,
} from '../support/streams.ts';
import { until } from '../support/until.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('one that does not read gets nothing more until it does, then all that it has missed', async () => {
  const { streams, append } = setUpStreams();
  const [slow, other] = [await openStream(streams), await openStream(streams)];
  slow.hasRoom = false;
  await append(1);
  const held = slow.chunks.length;
  for (let round = 0; round < 50; round += 1) await append(1);
  expect(slow.chunks.length).toBe(held);
  expect(other.positions()).toEqual(numbers(1, 51));
  slow.drain();
  expect(slow.positions()).toEqual(numbers(1, 51));
});

test('what is appended during a fan-out goes to the later ones together with what began it', async () => {
  const { streams, append } = setUpStreams();
  const readers = await Promise.all(Array.from({ length: 10 }, () => openStream(streams)));
  const [first, last] = [readers[0], readers.at(-1)];
  const opening = first?.chunks.length ?? 0;
  let second: Promise<void> | undefined;
  for (const reader of readers) {
    reader.onChunk = () => {
      // Each takes longer than a fan-out may keep others waiting.
      const from = performance.now();
      while (performance.now() - from < 2);
      second ??= nextTurn().then(() => append(1));
    };
  }
  await append(1);
  await second;
  await until(() => readers.every((reader) => reader.positions().length === 2));
  for (const reader of readers) expect(reader.positions()).toEqual([1, 2]);
  expect(first?.chunks.length).toBe(opening + 2);
  expect(last?.chunks.length).toBe(opening + 1);
});

test('what was missed comes in chunks of bounded size, each when there is room', async () => {
  const { streams, append } = setUpStreams();
  const slow = await openStream(streams);
  slow.hasRoom = false;
  await append(1);
  for (let round = 0; round < 50; round += 1) await append(1);
  const held = slow.chunks.length;
  slow.drain(false);
  expect(slow.chunks.length).toBe(held + 1);
  while (slow.positions().at(-1) !== 51) slow.drain(false);
  for (const { bytes } of slow.chunks) expect(bytes.byteLength).toBeLessThanOrEqual(300);
  expect(slow.positions()).toEqual(numbers(1, 51));
});

test('one that makes no room for a minute is told too-slow, and let go', async () => {
  const { streams, append } = setUpStreams();
  const [slow, other] = [await openStream(streams), await openStream(streams)];
  slow.hasRoom = false;
  await append(1);
  vi.setSystemTime(Date.now() + 59_999);
  streams.tick();
  expect(slow.isEnded).toBe(false);
  vi.setSystemTime(Date.now() + 1);
  streams.tick();
  expect(slow.isEnded).toBe(true);
  expect(slow.text()).toMatch(
    /retry: \d+\nevent: stream.closing\ndata: {"reason":"too-slow"}\n\n$/,
  );
  expect(other.isEnded).toBe(false);
  expect(streams.size).toBe(1);
});

test('a stream to which nothing was written for 15 seconds gets a ping, a busy one does not', async () => {
  const { streams, append } = setUpStreams();
  const stream = await openStream(streams);
  vi.setSystemTime(Date.now() + 14_000);
  streams.tick();
  expect(stream.text()).not.toContain('event: ping');
  await append(1);
  vi.setSystemTime(Date.now() + 14_000);
  streams.tick();
  expect(stream.text()).not.toContain('event: ping');
  vi.setSystemTime(Date.now() + 1_000);
  streams.tick();
  expect(stream.text()).toMatch(/event: ping\ndata: {"at":".*"}\n\n$/);
});

test('the 15 seconds are from the write, not from the tick before it', async () => {
  const { streams, append } = setUpStreams();
  const stream = await openStream(streams);
  streams.tick();
  vi.setSystemTime(Date.now() + 900);
  await append(1);
  vi.setSystemTime(Date.now() + 14_999);
  streams.tick();
  expect(stream.text()).not.toContain('event: ping');
  vi.setSystemTime(Date.now() + 1);
  streams.tick();
  expect(stream.text()).toContain('event: ping');
});

test('one below the window reads history and goes on from the window, without gap or repeat', async () => {
  const { streams, append, forgetWindow } = setUpStreams();
  await append(20);
  forgetWindow();
  const stream = await openStream(streams, 'epoch-4');
  await append(5);
  await until(() => stream.positions().at(-1) === 25);
  expect(stream.positions()).toEqual(numbers(5, 25));
});

test('a read of history that failed is made up for', async () => {
  const broken = new Error('the database is away');
  let isAway = true;
  const all = numbers(1, 20).map((position) => entry(position));
  const { streams, append, forgetWindow, faults } = setUpStreams({
    history: async (_, position) => {
      if (isAway) throw broken;
      return toBatch(all.slice(position));
    },
  });
  await append(20);
  forgetWindow();
  const stream = await openStream(streams, 'epoch-4');
  await until(() => faults.length > 0);
  expect(stream.positions()).toEqual([]);
  isAway = false;
  streams.tick();
  await until(() => stream.positions().at(-1) === 20);
  expect(stream.positions()).toEqual(numbers(5, 20));
});

test('a restored log is told to every stream, with the id to go on from', async () => {
  const { streams, append, restore } = setUpStreams();
  await append(20);
  const stream = await openStream(streams);
  restore('restored', 10);
  await until(() => stream.text().includes('event: reset'));
  expect(stream.text()).toMatch(
    /id: restored-10\nevent: reset\ndata: {"reason":"log-restored"}\n\n$/,
  );
  await append(2);
  expect(stream.positions()).toEqual([11, 12]);
});

test('a reset that the database was not there to prepare is made up for', async () => {
  let isAway = false;
  const { streams, append, restore, faults } = setUpStreams({
    channelsAt: async () => {
      if (isAway) throw new Error('the database is away');
      return new Set(['channel']);
    },
  });
  await append(20);
  const stream = await openStream(streams);
  isAway = true;
  restore('restored', 10);
  await until(() => faults.length > 0);
  isAway = false;
  await append(2);
  streams.tick();
  await until(() => stream.text().includes('event: reset'), 1_000);
  expect(stream.positions()).toEqual([]);
  await append(1);
  expect(stream.positions()).toEqual([13]);
});

test('a server that stops sends what there is before its farewell', async () => {
  const { streams, append } = setUpStreams();
  const stream = await openStream(streams);
  // The first goes out at once, the second a turn later, when the stream has been closed.
  const appended = [append(1), append(2)];
  streams.closeAll();
  await Promise.all(appended);
  expect(stream.positions()).toEqual([1, 2, 3]);
  expect(stream.text()).toMatch(/stream.closing\ndata: {"reason":"shutdown"}\n\n$/);
});

test('a stream that is being opened while the server stops is told so too', async () => {
  const { streams } = setUpStreams();
  const [open, late] = [await openStream(streams), openTestSink()];
  const prepared = await prepare(streams);
  await streams.closeAll();
  expect(open.isEnded).toBe(true);
  prepared.start(late.open);
  streams.tick();
  for (const stream of [open, late]) {
    expect(stream.text()).toContain('event: stream.closing\ndata: {"reason":"shutdown"}');
  }
  expect(late.isEnded).toBe(true);
});

test('a web stream whose reader does not pull is not fed, and gets all once it does', async () => {
  const { streams, append } = setUpStreams();
  const prepared = await prepare(streams);
  let body: ReadableStream<Uint8Array> | undefined;
  const room: boolean[] = [];
  prepared.start((events) => {
    const opened = openWebSink(events);
    body = opened.body;
    return {
      write(chunk) {
        const hasRoom = opened.sink.write(chunk);
        room.push(hasRoom);
        return hasRoom;
      },
      end: opened.sink.end,
    };
  });
  for (let round = 0; round < 1_500; round += 1) await append(1);
  const held = room.length;
  expect(room.at(-1)).toBe(false);
  await append(10);
  expect(room.length).toBe(held);
  const got: number[] = [];
  for await (const bytes of body ?? []) {
    got.push(...positionsIn(bytes));
    if (got.at(-1) === 1_510) break;
  }
  expect(got).toEqual(numbers(1, 1_510));
  // The reader went away with the loop.
  expect(streams.size).toBe(0);
});

/** What comes without an id, in order. */
const passing = (text: string) =>
  [...text.matchAll(/(?<=\n\n)event: (.*)\ndata: (.*)\n/g)].map(([, event, data]) => [
    event,
    JSON.parse(data ?? ''),
  ]);

test('the opening tells who one is, who is there and where the log stands', async () => {
  const { streams, append } = setUpStreams();
  await append(3);
  const mine = { id: 'session' } as unknown as NonNullable<OpenRequest['session']>;
  const reader = openTestSink();
  (
    await streams.open({
      credential,
      session: mine,
      cursor: undefined,
      knowsNewEvents: true,
      presence: 'users',
    })
  ).start(reader.open);
  const nobody = { online: 0, users: [], asOf: '', maxStalenessMs: 0 };
  expect(reader.text()).toMatch(/^retry: \d+\nid: epoch-3\nevent: ready\ndata: .*\n\n$/);
  const readyOf = (text: string) => JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? '');
  expect(readyOf(reader.text())).toEqual({ version: '1.2.3', session: mine, presence: nobody });
  expect(readyOf((await openStream(streams)).text())).toEqual({
    version: '1.2.3',
    presence: nobody,
  });
});

test.each([
  ['unknown-cursor', 'other-2'],
  ['unknown-cursor', 'epoch-4'],
])('a stream that cannot go on from its cursor is told %s after ready', async (reason, cursor) => {
  const { streams, append } = setUpStreams();
  await append(3);
  const stream = await openStream(streams, cursor);
  expect(stream.text()).toMatch(
    new RegExp(`event: ready\n.*\n\nid: epoch-3\nevent: reset\ndata: {"reason":"${reason}"}\n\n$`),
  );
  await append(1);
  expect(stream.positions()).toEqual([4]);
});

test('a stream below what history still has begins anew', async () => {
  const { streams, append, forgetWindow } = setUpStreams({ history: async () => undefined });
  await append(20);
  forgetWindow();
  const stream = await openStream(streams, 'epoch-4');
  await until(() => stream.text().includes('event: reset'));
  expect(stream.text()).toMatch(
    /id: epoch-20\nevent: reset\ndata: {"reason":"cursor-too-old"}\n\n$/,
  );
  await append(1);
  expect(stream.positions()).toEqual([21]);
});

test('a change of presence is told to each from what it was last told, made once for all', async () => {
  const user = (status: 'active' | 'away') => ({
    userId: 'ann',
    username: 'ann',
    displayName: 'Ann',
    since: '',
    status,
  });
  const said = (...users: ReturnType<typeof user>[]) => ({
    online: users.length,
    users,
    asOf: '',
    maxStalenessMs: 0,
  });
  let changed = () => {};
  const presence = {
    current: said(),
    asOf: '',
    refresh: async () => undefined,
    onChange: (listener: () => void) => {
      changed = listener;
    },
  };
  const { streams } = setUpStreams({ presence });
  const [slow, first, second] = [
    await openStream(streams),
    await openStream(streams),
    await openStream(streams),
  ];
  slow.hasRoom = false;
  presence.current = said(user('active'));
  changed();
  await fannedOut();
  // What follows at once is told together; what is as it was when it was told last is not told.
  presence.current = said(user('away'));
  changed();
  presence.current = said(user('active'));
  changed();
  presence.current = said(user('away'));
  changed();
  await until(() => passing(second.text()).length > 1);
  expect(passing(first.text())).toEqual([
    ['presence.changed', { online: 1, changes: [user('active')] }],
    ['presence.changed', { online: 1, changes: [user('away')] }],
  ]);
  presence.current = said(user('away'));
  streams.tick();
  expect(second.chunks.at(-1)).toBe(first.chunks.at(-1));
  expect(passing(slow.text())).toHaveLength(1);
  slow.drain();
  expect(passing(slow.text())).toEqual(passing(first.text()));
  presence.current = said();
  changed();
  await until(() => passing(first.text()).length > 2);
  expect(passing(first.text())).toHaveLength(3);
  const gone = { online: 0, changes: [{ ...user('away'), status: 'offline' }] };
  expect(passing(first.text()).at(-1)?.[1]).toMatchObject({
    online: gone.online,
    changes: [{ userId: 'ann', status: 'offline' }],
  });
});

test('where one has read is told to the own streams, each time that it moves and once', async () => {
  const moved = new Map([
    ['bob', 3],
    ['carl', 7],
  ]);
  const asked: [userIds: readonly string[], seconds: number][] = [];
  const { streams, tellReads } = setUpStreams({
    findMovedReads: async (userIds, seconds) => {
      asked.push([userIds, seconds]);
      return userIds.map((userId) => ({
        userId,
        channelId: 'channel',
        seq: moved.get(userId) ?? 0,
      }));
    },
  });
  await tellReads('bob');
  expect(asked).toEqual([]);
  const carls = openTestSink();
  const other = { ...credential, id: 'other', userId: 'carl' };
  const [bobs, bobsToo] = [await openStream(streams), await openStream(streams)];
  (
    await streams.open({
      credential: other,
      session: undefined,
      cursor: undefined,
      knowsNewEvents: true,
      presence: 'users',
    })
  ).start(carls.open);

  await tellReads('bob');
  await tellReads('bob');
  const told = (seq: number) => ['read.updated', { channelId: 'channel', seq }];
  for (const stream of [bobs, bobsToo]) expect(passing(stream.text())).toEqual([told(3)]);
  expect(passing(carls.text())).toEqual([]);
  moved.set('bob', 4);
  await tellReads(undefined);
  expect(passing(bobs.text())).toEqual([told(3), told(4)]);
  expect(passing(carls.text())).toEqual([told(7)]);
  // Where notices may have been lost, it looks back for longer than that can have lasted.
  expect(asked).toEqual([
    [['bob'], 6],
    [['bob'], 6],
    [['bob', 'carl'], 600],
  ]);
  // One that goes takes nothing from the others, and nobody asks for those who have gone.
  bobs.leave();
  moved.set('bob', 5);
  await tellReads('bob');
  expect(passing(bobsToo.text()).at(-1)).toEqual(told(5));
  bobsToo.leave();
  await tellReads('bob');
  expect(asked).toHaveLength(4);
});

test('one stream more than a credential may have ends the oldest of its own', async () => {
  const { streams } = setUpStreams({ streamsPerCredential: 2 });
  const foreign = openTestSink();
  const other = { ...credential, id: 'other' };
  (
    await streams.open({
      credential: other,
      session: undefined,
      cursor: undefined,
      knowsNewEvents: true,
      presence: 'users',
    })
  ).start(foreign.open);
  const [first, second] = [await openStream(streams), await openStream(streams)];
  expect(first.isEnded).toBe(false);
  const third = await openStream(streams);
  expect([first, second, third, foreign].map(({ isEnded }) => isEnded)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(first.text()).toContain('event: stream.closing\ndata: {"reason":"too-many-streams"}');
  second.open({ onDrain() {}, onClose() {} });
  expect(streams.size).toBe(3);
});

test('one that has left leaves room for another, and no more', async () => {
  const { streams } = setUpStreams({ streamsPerCredential: 2 });
  const [first, second] = [await openStream(streams), await openStream(streams)];
  first.leave();
  await openStream(streams);
  expect(second.isEnded).toBe(false);
  await openStream(streams);
  expect(second.isEnded).toBe(true);
});

test('a stream whose credential is over is told so and ends, at its opening or later', async () => {
  const ended = new Map<string, 'revoked'>();
  const { streams } = setUpStreams({ findEnded: async () => ended });
  const stream = await openStream(streams);
  await streams.endDead();
  expect(stream.isEnded).toBe(false);
  ended.set(credential.id, 'revoked');
  await streams.endDead();
  expect(stream.text()).toMatch(/event: session.ended\ndata: {"reason":"revoked"}\n\n$/);
  expect([stream.isEnded, streams.size]).toEqual([true, 0]);
  const late = await openStream(streams);
  await until(() => late.isEnded);
  expect(late.text()).toMatch(/event: session.ended\ndata: {"reason":"revoked"}\n\n$/);
});

test('what was delivered is counted, and how long it took to catch up is told once', async () => {
  const resumed: number[] = [];
  const { streams, append } = setUpStreams({
    onResumed: (seconds) => resumed.push(seconds),
  });
  await append(3);
  await openStream(streams);
  expect(streams.delivered).toEqual({ events: 0, writes: 0 });
  expect(resumed).toEqual([]);
  await openStream(streams, 'epoch-1');
  expect(streams.delivered).toEqual({ events: 2, writes: 1 });
  expect(resumed).toHaveLength(1);
  expect(resumed[0]).toBeGreaterThan(0);
  expect(resumed[0]).toBeLessThan(5);
  await append(1);
  expect(streams.delivered).toEqual({ events: 4, writes: 3 });
  expect(resumed).toHaveLength(1);
});

test('what is more than one chunk goes out in several, without another ring', async () => {
  const { streams, append } = setUpStreams();
  const reader = await openStream(streams);
  const had = reader.chunks.length;
  await append(20);
  expect(reader.positions()).toEqual(numbers(1, 20));
  expect(reader.chunks.length).toBeGreaterThan(had + 1);
});

test('a stream that is closed is gone at once, whenever its socket closes', async () => {
  const ended = new Map([['credential', 'revoked' as const]]);
  const asked: string[] = [];
  const { streams } = setUpStreams({
    findEnded: async (credentials) => {
      asked.push(...credentials.map(({ id }) => id));
      return ended;
    },
  });
  const written: string[] = [];
  (await prepare(streams)).start(() => ({
    write(chunk) {
      written.push(Buffer.from(chunk.bytes).toString());
      return true;
    },
    end: () => undefined,
  }));
  await streams.endDead();
  expect([streams.size, asked[0]]).toEqual([0, 'credential']);
  expect(written.filter((text) => text.includes('session.ended'))).toHaveLength(1);
});

test('what fails with nobody waiting for it is told', async () => {
  const { streams, faults } = setUpStreams({
    findEnded: async () => {
      throw new Error('the database is away');
    },
  });
  await openStream(streams);
  await fannedOut();
  expect(faults).toEqual([new Error('the database is away')]);
});

test('what is due in several lanes goes out together, of what was found at the opening', async () => {
  const ann = {
    ...{ userId: 'ann', username: 'ann', displayName: 'Ann', since: '' },
    status: 'active' as const,
  };
  const empty: Presence = { online: 0, users: [], asOf: '', maxStalenessMs: 0 };
  let [refreshed, changed] = [0, () => {}];
  const presence = {
    current: empty,
    asOf: '',
    refresh: async () => {
      refreshed += 1;
    },
    onChange: (listener: () => void) => {
      changed = listener;
    },
  };
  const { streams, tellReads, append } = setUpStreams({
    presence,
    findMovedReads: async () => [{ userId: 'bob', channelId: 'channel', seq: 1 }],
  });
  const reader = await openStream(streams);
  expect(refreshed).toBe(1);
  reader.hasRoom = false;
  await append(1);
  presence.current = { ...empty, online: 1, users: [ann] };
  changed();
  await tellReads('bob');
  reader.drain();
  expect(passing(reader.text()).map(([event]) => event)).toEqual([
    'presence.changed',
    'read.updated',
  ]);
});
