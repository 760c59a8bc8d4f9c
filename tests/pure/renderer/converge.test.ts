import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import { type Action, reduce } from '../../../desktop/renderer/state/reduce.ts';
import { emptyState, isStale, type State } from '../../../desktop/renderer/state/state.ts';
import { isThread } from '../../../desktop/renderer/state/threads.ts';
import type { Page } from '../../../desktop/renderer/state/timeline.ts';
import { isLong } from '../../support/rounds.ts';
import { me, PretendServer, type Room, toThread } from './pretend-server.ts';

const PAGE = 4;
const session = {
  id: 'session',
  userId: 'me',
  device: { id: 'device', name: 'here', platform: null },
  createdAt: me.createdAt,
  lastHeartbeatAt: me.createdAt,
  heartbeat: { intervalMs: 1, timeoutMs: 1 },
};

/** A page between its server and its user: what has been asked for and has not come yet. */
class Client {
  state: State;
  private readonly server: PretendServer;
  private position: number;
  private asks = 0;
  private readonly lists: Action[] = [];
  private readonly reports: Action[] = [];
  private readonly coming: (() => Action)[] = [];

  constructor(server: PretendServer) {
    this.server = server;
    this.position = 0;
    this.state = emptyState(me, session, []);
    this.reset(0);
  }

  /** The start-up path: the cursor may be older than the list that comes with it. */
  reset(lag: number): void {
    this.position = Math.max(0, this.server.log.length - lag);
    const { cursor: listedAt, ...list } = this.server.list();
    const cursor = this.server.cursor(lag);
    this.apply({ type: 'snapshot', snapshot: { users: [me], ...list, cursor, listedAt } });
  }

  hear(count: number, isTwice: boolean): void {
    for (const { event, id } of this.server.log.slice(this.position, this.position + count)) {
      this.apply({ type: 'event', event, id });
      if (isTwice) {
        const before = shown(this.state);
        this.apply({ type: 'event', event, id });
        expect(shown(this.state)).toEqual(before);
      }
      this.position += 1;
    }
  }

  askList(): void {
    const { hints } = this.state;
    const list: Action = { type: 'channels', ...this.server.list(), hints };
    this.apply({ type: 'channels-asked' });
    this.comeInOrder(this.lists, list);
  }

  askPage(channelId: string, side: Page['side'], isServedLate: boolean): void {
    const timeline = this.state.timelines.get(channelId);
    if (this.state.asked.has(channelId) || !this.state.channels.has(channelId)) return;
    if (timeline === undefined && side !== 'around') return;
    this.asks += 1;
    const ask = String(this.asks);
    this.apply({ type: 'page-asked', channelId, ask });
    const read = () => this.readPage(channelId, side, timeline?.messages ?? []);
    const early = read();
    this.coming.push(() => {
      const page = isServedLate ? read() : early;
      return page === undefined
        ? { type: 'page-missed', channelId, ask }
        : { type: 'page', channelId, ask, page };
    });
  }

  /** One of the answers that are on their way comes, not always the oldest. */
  receive(nth: number): void {
    const [answer] = this.coming.splice(nth % Math.max(1, this.coming.length), 1);
    if (answer !== undefined) this.apply(answer());
  }

  /** The page asks for one of the kind after the other. */
  private comeInOrder(kind: Action[], answer: Action): void {
    kind.push(answer);
    this.coming.push(() => kind.shift() ?? answer);
  }

  /** The pane of a thread reads it where it is not known, and leaves it. */
  openOrClose(room: Room): void {
    if (this.state.channels.has(room.id)) {
      this.apply({ type: 'thread-closed', threadId: room.id });
    } else if (room.isIn && room.parent?.messages.length) {
      const opened: Action = { type: 'thread-opened', thread: toThread(room) };
      this.coming.push(() => opened);
    }
  }

  leave(channelId: string): void {
    this.apply({ type: 'left-timeline', channelId });
  }

  read(room: Room, seq: number): void {
    const known = this.state.channels.get(room.id);
    if (!room.isIn || known === undefined) return;
    const read = Math.min(seq, known.lastSeq);
    if (read <= known.lastReadSeq) return;
    this.apply({ type: 'read', channelId: room.id, seq: read });
    this.server.read(room, read);
    const told: Action = { type: 'read-told', channelId: room.id, seq: read };
    this.comeInOrder(this.reports, told);
  }

  /** In another window, whose stream tells of it; this one's may have been away. */
  moveElsewhere(
    room: Room,
    { isRead, seq, isTold }: { isRead: boolean; seq: number; isTold: boolean },
  ) {
    if (!room.isIn) return;
    if (isRead) this.server.read(room, seq);
    else this.server.unread(room, seq);
    // The lane waits for the log. Where two nodes lag, it may come first; but nobody follows a thread,
    // and moves what was read of it in another window, within that moment.
    if (isTold && room.parent !== undefined) this.hear(Number.POSITIVE_INFINITY, false);
    if (isTold) this.tellRead(room);
    // A stream that comes back reads the list.
    else this.askList();
  }

  /** The lane beside the log: the newest value, once. */
  private tellRead({ id: channelId, lastReadSeq: seq }: Room): void {
    this.apply({
      type: 'event',
      event: { event: 'read.updated', data: { channelId, seq } },
      id: undefined,
    });
  }

  /** All that is on its way comes, and what the page does by itself is done. */
  settle(): void {
    while (this.coming.length > 0) this.receive(0);
    this.hear(Number.POSITIVE_INFINITY, false);
    for (let rounds = 0; isStale(this.state); rounds += 1) {
      expect(rounds).toBeLessThan(3);
      this.askList();
      this.receive(0);
    }
    for (const channelId of [...this.state.timelines.keys()]) {
      for (let rounds = 0; this.state.timelines.get(channelId)?.hasNewer; rounds += 1) {
        expect(rounds).toBeLessThan(100);
        this.askPage(channelId, 'newer', false);
        this.receive(0);
      }
    }
  }

  private apply(action: Action): void {
    this.state = reduce(this.state, action);
  }

  /** Undefined where the user is not in the channel. */
  private readPage(
    channelId: string,
    side: Page['side'],
    there: readonly { seq: number }[],
  ): Page | undefined {
    const room = this.server.all.find(({ id }) => id === channelId);
    if (!room?.isIn) return undefined;
    const all = room.messages;
    const first = there[0]?.seq ?? all.length + 1;
    const last = there.at(-1)?.seq ?? 0;
    if (side === 'newer') {
      return { side, messages: all.slice(last, last + PAGE), hasNewer: all.length > last + PAGE };
    }
    const end = side === 'older' ? first - 1 : all.length;
    return { side, messages: all.slice(Math.max(0, end - PAGE), end), hasOlder: end > PAGE };
  }
}

/** What the user sees; how often something was hinted at is not. */
function shown({ channels, timelines, outbox, users, cursor }: State) {
  return { channels, timelines, outbox, users, cursor };
}

/** The channels, and the threads in them. */
const room = fc.integer({ min: 0, max: 3 });
const small = fc.nat(12);
const post = fc.record({
  do: fc.constant('post' as const),
  room,
  by: fc.constantFrom('me', 'other'),
  body: fc.constantFrom('hello', 'hello @me'),
});
const step = fc.oneof(
  { weight: 3, arbitrary: post },
  fc.record({
    do: fc.constant('change' as const),
    room,
    nth: small,
    change: fc.constantFrom('edit' as const, 'delete' as const),
  }),
  fc.record({
    do: fc.constant('react' as const),
    room,
    nth: small,
    by: fc.constantFrom('me', 'other'),
    emoji: fc.constantFrom('👍', '🎉'),
  }),
  fc.record({
    do: fc.constantFrom('describe' as const, 'join-or-leave' as const, 'leave' as const),
    room,
  }),
  fc.record({ do: fc.constant('follow' as const), room, isOn: fc.boolean() }),
  fc.record({ do: fc.constant('open-or-close' as const), room }),
  fc.record({ do: fc.constant('read' as const), room, seq: small }),
  fc.record({
    do: fc.constant('move-elsewhere' as const),
    room,
    isRead: fc.boolean(),
    seq: fc.integer({ min: 1, max: 12 }),
    isTold: fc.boolean(),
  }),
  fc.record({ do: fc.constant('hear' as const), count: small, isTwice: fc.boolean() }),
  fc.record({ do: fc.constantFrom('ask-list' as const) }),
  fc.record({
    do: fc.constant('ask-page' as const),
    room,
    side: fc.constantFrom('older' as const, 'newer' as const, 'around' as const),
    isLate: fc.boolean(),
  }),
  fc.record({ do: fc.constant('receive' as const), nth: small }),
  fc.record({ do: fc.constant('reset' as const), lag: small }),
);
type Step = typeof step extends fc.Arbitrary<infer Out> ? Out : never;

function perform(server: PretendServer, client: Client, one: Step): void {
  const at = server.all['room' in one ? one.room : 0];
  if (at === undefined) throw new Error('there are two channels, and a thread in each');
  const home = at.parent ?? at;
  switch (one.do) {
    case 'post':
      server.post(at, one.by, one.body);
      break;
    case 'change':
      server.change(at, one.nth, one.change);
      break;
    case 'react':
      server.react(at, one.nth, one.by, one.emoji);
      break;
    case 'describe':
      server.describe(home);
      break;
    case 'join-or-leave':
      server.joinOrLeave(home);
      break;
    case 'leave':
      client.leave(home.id);
      break;
    case 'follow':
      server.follow(at, one.isOn);
      break;
    case 'open-or-close':
      if (at.parent !== undefined) client.openOrClose(at);
      break;
    case 'read':
      client.read(at, one.seq);
      break;
    case 'move-elsewhere':
      client.moveElsewhere(at, one);
      break;
    case 'hear':
      client.hear(one.count, one.isTwice);
      break;
    case 'ask-list':
      client.askList();
      break;
    case 'ask-page':
      client.askPage(at.id, one.side, one.isLate);
      break;
    case 'receive':
      client.receive(one.nth);
      break;
    case 'reset':
      client.reset(one.lag);
      break;
  }
}

/** What is shown of a thread. Its read position may be before own messages, which are read anyway. */
const counted = ({ id, parentId, rootMessageId, lastSeq, unread, mentions }: ListedChannel) => ({
  ...{ id, parentId, rootMessageId, lastSeq, unread, mentions },
});

/** `npm test` tries the same orders each time, `npm run test:long` others. */
const ORDERS = isLong() ? { numRuns: 200_000 } : { numRuns: 3_000, seed: 20_261_130 };

const channelOf = (server: PretendServer, at: Room) =>
  server.list().channels.find(({ id }) => id === at.id);

test('whatever comes in whatever order, and however often, the page ends with what the server has', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
      const server = new PretendServer();
      const client = new Client(server);
      for (const one of steps) perform(server, client, one);
      client.settle();

      const byId = (channels: Iterable<ListedChannel>) =>
        [...channels].toSorted((a, b) => a.id.localeCompare(b.id));
      const { channels, threads } = server.list();
      const known = [...client.state.channels.values()];
      expect(byId(known.filter((one) => !isThread(one)))).toEqual(byId(channels));
      for (const { id, isIn, isFollowing } of server.threads) {
        if (isIn) expect([id, client.state.followed.has(id)]).toEqual([id, isFollowing]);
      }
      const unread = known.filter((one) => isThread(one) && one.isFollowing && one.unread > 0);
      expect(byId(unread).map(counted)).toEqual(byId(threads.unread).map(counted));
      for (const [channelId, { messages, hasOlder, hasNewer }] of client.state.timelines) {
        const all = server.all.find(({ id }) => id === channelId)?.messages ?? [];
        expect(messages).toEqual(all.slice(all.length - messages.length));
        expect([hasOlder, hasNewer]).toEqual([messages.length < all.length, false]);
      }
    }),
    ORDERS,
  );
});

test.each([
  ['its topic', (server: PretendServer, at: Room) => server.describe(at)],
  ['a message of it', (server: PretendServer, at: Room) => server.change(at, 0, 'delete')],
])('a list that was read before %s changed does not bring the old one back', (_what, change) => {
  const server = new PretendServer();
  const client = new Client(server);
  const [at] = server.rooms;
  if (at === undefined) throw new Error('there is a room');
  server.post(at, 'other', 'hello @me');
  server.joinOrLeave(at);
  server.joinOrLeave(at);
  // Left and joined again, and not in the list yet.
  client.hear(12, false);
  client.askList();
  change(server, at);
  client.hear(12, false);
  client.settle();
  expect(client.state.channels.get(at.id)).toEqual(channelOf(server, at));
});

test('what was told of a channel before the user left it is not put on top of a newer list', () => {
  const server = new PretendServer();
  const client = new Client(server);
  const [at] = server.rooms;
  if (at === undefined) throw new Error('there is a room');
  server.describe(at);
  server.joinOrLeave(at);
  // Nobody tells the user of this topic.
  server.describe(at);
  server.joinOrLeave(at);
  client.askList();
  client.hear(12, false);
  client.askList();
  client.settle();
  expect(client.state.channels.get(at.id)?.topic).toBe(at.topic);
});

test('what a list that came late had dropped is not brought back by one that is older than the events', () => {
  const server = new PretendServer();
  const client = new Client(server);
  const [at] = server.rooms;
  if (at === undefined) throw new Error('there is a room');
  client.askList();
  server.joinOrLeave(at);
  client.askList();
  server.joinOrLeave(at);
  client.hear(12, false);
  client.askList();
  // The first is from before the user left, the second from between, the third from after.
  client.receive(0);
  server.post(at, 'me', 'hello');
  client.hear(12, false);
  client.receive(0);
  client.receive(0);
  client.settle();
  expect(client.state.channels.get(at.id)).toEqual(channelOf(server, at));
});

test('what older events say of a thread does not stay over what a newer list had said', () => {
  const server = new PretendServer();
  const client = new Client(server);
  const [at, , thread] = server.all;
  if (at === undefined || thread === undefined) throw new Error('there is a thread in a room');
  server.follow(thread, true);
  server.follow(thread, false);
  server.post(at, 'me', 'hello');
  server.post(thread, 'other', 'hello @me');
  client.reset(5);
  // That it was unfollowed, long ago.
  client.hear(1, false);
  client.openOrClose(thread);
  client.settle();
  expect(client.state.channels.get(thread.id)).toMatchObject({ unread: 1, mentions: 1 });
});

test('a list that is older than what was read does not bring it back, if its thread had been dropped', () => {
  const server = new PretendServer();
  const client = new Client(server);
  const [at, , thread] = server.all;
  if (at === undefined || thread === undefined) throw new Error('there is a thread in a room');
  server.post(at, 'me', 'hello');
  server.joinOrLeave(at);
  client.askList();
  server.joinOrLeave(at);
  server.post(thread, 'other', 'hello @me');
  client.hear(12, false);
  client.askList();
  client.read(thread, 1);
  // The first list is without the channel, the second from before its thread was read.
  client.settle();
  expect(client.state.channels.get(thread.id)?.unread ?? 0).toBe(0);
});

test('an edit that mentions the user counts, though the list that tells of its thread is from before', () => {
  const server = new PretendServer();
  const client = new Client(server);
  const [at, , thread] = server.all;
  if (at === undefined || thread === undefined) throw new Error('there is a thread in a room');
  server.follow(thread, true);
  server.post(at, 'me', 'hello');
  server.post(thread, 'other', 'hello');
  server.read(thread, 1);
  client.reset(0);
  client.moveElsewhere(thread, { isRead: false, seq: 1, isTold: false });
  for (const _ of ['@me', 'without', '@me']) server.change(thread, 0, 'edit');
  client.hear(12, false);
  client.settle();
  const known = client.state.channels.get(thread.id);
  expect(known).toMatchObject(counted(toThread(thread)));
  expect(known?.mentions).toBe(1);
});
