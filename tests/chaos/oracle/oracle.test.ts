import { describe, expect, test } from 'vitest';
import type {
  HistoryMessage,
  LogEntry,
  Outage,
  PostRecord,
  PresenceSample,
  SeatRecord,
  StreamRecord,
  Wait,
} from '../records.ts';
import { checkFailures } from './failures.ts';
import { checkFarewells } from './farewells.ts';
import { checkLog } from './judge.ts';
import { outageBetween } from './outages.ts';
import { checkPosts } from './posts.ts';
import { checkPresence } from './presence.ts';
import { checkResources } from './resources.ts';
import { checkSeats } from './seats.ts';
import { checkStreams } from './streams.ts';
import { visibleTo } from './visibility.ts';

function entry(position: number, type: string, extra: Partial<LogEntry> = {}): LogEntry {
  return {
    position,
    type,
    channelId: 'secret',
    userId: null,
    memberIds: null,
    isPublic: false,
    digest: `digest ${position}`,
    messageId: type === 'message.created' ? `message ${position}` : null,
    ...extra,
  };
}

/** Ann is in the channel from 1 on, Bob from 3 to 5. */
const log = [
  entry(1, 'channel.created', { memberIds: ['ann'] }),
  entry(2, 'message.created'),
  entry(3, 'member.joined', { userId: 'bob' }),
  entry(4, 'message.created'),
  entry(5, 'member.left', { userId: 'bob' }),
  entry(6, 'message.created'),
  entry(7, 'channel.created', { channelId: 'open', isPublic: true }),
];
const positions = (entries: readonly { position: number }[]) =>
  entries.map(({ position }) => position);

test('a member sees a channel from the joining to the leaving, and others only that it is there', () => {
  expect(positions(visibleTo('ann', log))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(positions(visibleTo('bob', log))).toEqual([3, 4, 5, 7]);
  expect(positions(visibleTo('eve', log))).toEqual([7]);
});

test('everyone sees what becomes of users, and nobody else what is for one of them', () => {
  const nowhere = { channelId: null, isPublic: false };
  const others = [
    entry(1, 'user.created', { ...nowhere, isPublic: true }),
    entry(2, 'message.saved', { ...nowhere, userId: 'bob' }),
    entry(3, 'user.updated', { ...nowhere, isPublic: true }),
  ];
  expect(positions(visibleTo('ann', others))).toEqual([1, 3]);
  expect(positions(visibleTo('bob', others))).toEqual([1, 2, 3]);
});

describe('the oracle of streams', () => {
  function stream(userId: string, got: readonly number[], extra: Partial<StreamRecord> = {}) {
    const received = got.map((position) => ({
      position,
      type: log[position - 1]?.type ?? 'message.created',
      digest: `digest ${position}`,
    }));
    const base = { name: userId, userId, from: 0, received, isComplete: true, connects: 1 };
    return { ...base, faults: [], ...extra };
  }
  const found = (given: StreamRecord) =>
    checkStreams([given], log).map(({ violations }) => violations.length);

  test('has nothing to say of those that got what they may see', () => {
    expect(found(stream('ann', [1, 2, 3, 4, 5, 6, 7]))).toEqual([0, 0]);
    expect(found(stream('bob', [3, 4, 5, 7]))).toEqual([0, 0]);
    expect(found(stream('ann', [5, 6, 7], { from: 4 }))).toEqual([0, 0]);
    expect(found(stream('ann', [1, 2, 3], { isComplete: false }))).toEqual([0, 0]);
    expect(found(stream('ann', [], { isComplete: false, from: undefined }))).toEqual([0, 0]);
  });

  test.each<[string, StreamRecord, [number, number]]>([
    ['one that is missing', stream('ann', [1, 2, 4, 5, 6, 7]), [1, 0]],
    ['the last ones missing', stream('ann', [1, 2, 3, 4, 5]), [2, 0]],
    [
      'one missing before the end of what need not be complete',
      stream('ann', [1, 3], { isComplete: false }),
      [1, 0],
    ],
    ['a repeat', stream('ann', [1, 2, 2, 3, 4, 5, 6, 7]), [1, 0]],
    ['another order', stream('ann', [1, 3, 2, 4, 5, 6, 7]), [1, 0]],
    ['what was before the joining', stream('bob', [2, 3, 4, 5, 7]), [0, 1]],
    ['what came after the leaving', stream('bob', [3, 4, 5, 6, 7]), [0, 1]],
    ['what is not in the log', stream('eve', [7, 8]), [0, 1]],
    ['what came before its ready', stream('eve', [7], { from: undefined }), [1, 0]],
    ['a reset', stream('eve', [7], { faults: ['was told to start again'] }), [1, 0]],
    [
      'other data than was logged',
      stream('eve', [], { received: [{ position: 7, type: 'channel.created', digest: 'else' }] }),
      [1, 0],
    ],
  ])('finds %s', (_, given, expected) => {
    expect(found(given)).toEqual(expected);
  });
});

describe('the oracle of posts', () => {
  const post = (extra: Partial<PostRecord> = {}): PostRecord => ({
    authorId: 'ann',
    channelId: 'secret',
    clientId: 'first',
    body: 'hello',
    answers: [{ status: 201, at: 1, id: 'message 2', seq: 1 }],
    ...extra,
  });
  const message = (extra: Partial<HistoryMessage> = {}): HistoryMessage => ({
    id: 'message 2',
    channelId: 'secret',
    seq: 1,
    authorId: 'ann',
    clientId: 'first',
    body: 'hello',
    ...extra,
  });
  const logged = [entry(1, 'channel.created'), entry(2, 'message.created')];
  const found = (posts: PostRecord[], history: HistoryMessage[], entries = logged) =>
    checkPosts(posts, history, entries).violations;

  test('has nothing to say where all is kept, and what is unknown may be kept or not', () => {
    expect(found([post()], [message()])).toEqual([]);
    const again = { status: 200, at: 2, id: 'message 2', seq: 1 };
    expect(found([post({ answers: [...post().answers, again] })], [message()])).toEqual([]);
    const unknown = post({ answers: [{ status: 0, at: 1 }] });
    expect(found([unknown], [message()])).toEqual([]);
    expect(found([unknown], [], [])).toEqual([]);
  });

  test.each<[string, PostRecord[], HistoryMessage[], LogEntry[]]>([
    ['is not in the history', [post()], [], []],
    [
      '2 times',
      [post()],
      [message(), message({ id: 'message 3', seq: 2 })],
      [...logged, entry(3, 'message.created')],
    ],
    ['201 twice', [post({ answers: [...post().answers, ...post().answers] })], [message()], logged],
    [
      'was answered with other',
      [post({ answers: [{ status: 200, at: 1, id: 'other', seq: 1 }] })],
      [message()],
      logged,
    ],
    ['not in the history as it was posted', [post()], [message({ body: 'bye' })], logged],
    ['was refused', [post({ answers: [{ status: 404, at: 1 }] })], [message()], logged],
    ['nobody posted', [], [message()], logged],
    [
      'has seq 2 where 1 should be',
      [post({ answers: [{ status: 201, at: 1, id: 'message 2', seq: 2 }] })],
      [message({ seq: 2 })],
      logged,
    ],
    ['in the log', [post()], [message()], []],
  ])('finds what %s', (what, posts, history, entries) => {
    const violations = found(posts, history, entries);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(what);
  });
});

function seat(sentAt: number, extra: Partial<SeatRecord> = {}): SeatRecord {
  const base = { userId: 'ann', device: 'desk', sentAt, answeredAt: sentAt + 10, status: 201 };
  return { ...base, uses: [], leaves: [], streams: [], ...extra };
}
const use = (sentAt: number, status = 204) => ({ sentAt, answeredAt: sentAt + 10, status });

describe('the oracle of seats', () => {
  const found = (seats: SeatRecord[], outages = [] as { from: number; to: number }[]) =>
    checkSeats(seats, [], outages, 8_000).violations.length;

  test('has nothing to say where the later one alone lives', () => {
    expect(found([seat(0, { uses: [use(500), use(1_200, 401)] }), seat(1_000)])).toBe(0);
    expect(found([seat(0, { uses: [use(500)] }), seat(1_000, { status: 409 })])).toBe(0);
    // Sent before the other was answered: it may have come first.
    expect(found([seat(0, { uses: [use(1_005)] }), seat(1_000)])).toBe(0);
    expect(found([seat(0, { uses: [use(500)] }), seat(0, { userId: 'bob', device: 'x' })])).toBe(0);
  });

  test('finds a seat that outlives a later one of its user, or of its device', () => {
    const outliving = seat(0, { uses: [use(1_200)] });
    expect(found([outliving, seat(1_000, { device: 'laptop' })])).toBe(1);
    expect(found([outliving, seat(1_000, { userId: 'bob' })])).toBe(1);
  });

  test('finds a seat that outlives its log-out, its 401, or its silence', () => {
    expect(found([seat(0, { leaves: [use(500)], uses: [use(600)] })])).toBe(1);
    expect(found([seat(0, { uses: [use(500, 401), use(600)] })])).toBe(1);
    expect(found([seat(0, { uses: [use(9_000)] })])).toBe(1);
    expect(found([seat(0, { uses: [use(9_000)] })], [{ from: 2_000, to: 5_000 }])).toBe(0);
  });

  test('finds a user or a device twice in a list', () => {
    const twice = [
      { userId: 'ann', deviceId: '1' },
      { userId: 'ann', deviceId: '2' },
    ];
    expect(checkSeats([], [{ at: 0, seats: twice }], [], 8_000).violations).toHaveLength(1);
  });
});

const outage = (from: number, to: number, ...touches: Outage['touches']): Outage => ({
  from,
  to,
  touches,
  stopsTime: false,
});

describe('the oracle of farewells', () => {
  const found = (given: Partial<SeatRecord>, outages: Outage[] = [], waits: Wait[] = []) =>
    checkFarewells({ seats: [seat(0, given)], outages, waits, until: 9_000 }).violations;
  const open = (openedAt: number, endedAt = Number.POSITIVE_INFINITY) => [{ openedAt, endedAt }];
  const leaves = [use(1_000)];

  test('has nothing to say where a stream ends with its seat, or a fault kept it', () => {
    expect(found({ leaves, streams: open(100, 1_900) })).toEqual([]);
    expect(found({ leaves, streams: open(2_500, 3_000) })).toEqual([]);
    expect(found({ leaves, streams: open(Number.POSITIVE_INFINITY, 1_000) })).toEqual([]);
    expect(found({ streams: open(100) })).toEqual([]);
    const excuse = outage(1_200, 8_500, 'clients', 'network');
    expect(found({ leaves, streams: open(100) }, [excuse])).toEqual([]);
    const slow = { sentAt: 500, answeredAt: 2_000 };
    expect(found({ leaves, streams: open(100, 3_000) }, [], [slow])).toEqual([]);
  });

  test('finds one that outlives its seat, or begins after it and stays', () => {
    expect(found({ leaves, streams: open(100, 3_000) })).toHaveLength(1);
    expect(found({ leaves, streams: open(100) })).toHaveLength(1);
    expect(found({ leaves, streams: open(2_000, 4_000) })).toHaveLength(1);
    expect(found({ uses: [use(2_000, 401)], streams: open(100, 5_000) })).toHaveLength(1);
    const noExcuse = outage(900, 8_500, 'clients');
    expect(found({ leaves, streams: open(100) }, [noExcuse])).toHaveLength(1);
  });
});

describe('the oracle of failures', () => {
  const found = (isExcusable: boolean, outages: Outage[]) =>
    checkFailures([{ what: 'GET /presence', from: 500, to: 600, isExcusable }], outages).violations;

  test('has nothing to say of what came while a node or the database was in trouble', () => {
    expect(found(true, [outage(100, 550, 'node')])).toEqual([]);
    expect(found(true, [outage(550, 900, 'network', 'database')])).toEqual([]);
  });

  test('finds what no fault explains, and a fault of the server whatever else there is', () => {
    expect(found(true, [])).toHaveLength(1);
    expect(found(true, [outage(0, 400, 'node'), outage(700, 900, 'database')])).toHaveLength(1);
    expect(found(true, [outage(0, 900, 'network', 'clients')])).toHaveLength(1);
    expect(found(false, [outage(0, 900, 'database')])).toHaveLength(1);
  });
});

test('the oracle of the log finds a hole, what was acknowledged and is not there, and what is public', () => {
  const found = (given: {
    log?: LogEntry[];
    acknowledged?: string[];
    privateChannels?: string[];
  }) => checkLog({ log, acknowledged: [], privateChannels: [], ...given }).violations;
  expect(found({ acknowledged: ['message 2', 'message 4'], privateChannels: ['secret'] })).toEqual(
    [],
  );
  expect(found({ log: log.slice(0, 3).toSpliced(1, 1) })).toHaveLength(1);
  expect(found({ acknowledged: ['message 2', 'message 8'] })).toHaveLength(1);
  expect(found({ privateChannels: ['open'] })).toHaveLength(1);
});

describe('the oracle of presence', () => {
  const sample = (sentAt: number, userIds: string[]): PresenceSample => ({
    node: 0,
    sentAt,
    answeredAt: sentAt + 5,
    online: userIds.length,
    userIds,
    maxStalenessMs: 8_000,
  });
  const found = (
    given: PresenceSample,
    seats: SeatRecord[],
    outages = [] as { from: number; to: number }[],
  ) => checkPresence([given], seats, { timeoutMs: 3_000, outages }).violations.length;

  test('has nothing to say where it is as the model has it', () => {
    expect(found(sample(500, ['ann']), [seat(0)])).toBe(0);
    expect(found(sample(500, []), [seat(0, { leaves: [use(300)] })])).toBe(0);
    expect(found(sample(7_000, ['ann']), [seat(0)])).toBe(0);
    expect(found(sample(7_000, []), [seat(0)])).toBe(0);
    // It may have come too late to be answered.
    expect(found(sample(500, ['ann']), [seat(0, { status: 0 })])).toBe(0);
    expect(found(sample(500, []), [seat(0, { status: 0 })])).toBe(0);
  });

  test('finds who is not shown although they beat in time', () => {
    expect(found(sample(500, []), [seat(0)])).toBe(1);
    expect(found(sample(5_000, []), [seat(0, { uses: [use(2_500)] })])).toBe(1);
    const refused = seat(200, { device: 'laptop', status: 409 });
    expect(found(sample(500, []), [seat(0), refused])).toBe(1);
  });

  test('finds who is shown although they left, or were silent for too long', () => {
    expect(found(sample(500, ['ann']), [seat(0, { leaves: [use(300)] })])).toBe(1);
    expect(found(sample(9_000, ['ann']), [seat(0)])).toBe(1);
    expect(found(sample(9_000, ['ann']), [seat(0)], [{ from: 1_000, to: 3_000 }])).toBe(0);
    expect(found(sample(500, ['ann']), [seat(0, { status: 409 })])).toBe(1);
  });

  test('finds a stranger, and a count that is not that of the list', () => {
    expect(found(sample(500, ['ann', 'eve']), [seat(0)])).toBe(1);
    expect(found({ ...sample(500, ['ann']), online: 2 }, [seat(0)])).toBe(1);
  });
});

test('the oracle of resources finds what is left over', () => {
  const sample = { node: 0, rss: 150e6, descriptors: 50, streams: 8 };
  const found = (extra: Partial<typeof sample>) =>
    checkResources([sample], [{ ...sample, ...extra }], 8).violations.length;
  expect(found({})).toBe(0);
  expect(found({ rss: 200e6, descriptors: 60 })).toBe(0);
  expect(found({ rss: 400e6 })).toBe(1);
  expect(found({ descriptors: 70 })).toBe(1);
  expect(found({ streams: 9 })).toBe(1);
});

test('the time of outages is counted once, and only between the moments', () => {
  const outages = [
    { from: 10, to: 30 },
    { from: 20, to: 40 },
    { from: 90, to: Number.POSITIVE_INFINITY },
  ];
  expect(outageBetween(outages, 0, 100)).toBe(40);
  expect(outageBetween(outages, 35, 50)).toBe(5);
  expect(outageBetween(outages, 50, 60)).toBe(0);
});
