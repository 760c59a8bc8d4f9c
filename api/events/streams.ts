import type { EndReason } from '../../db/tables/sessions.ts';
import type { Session } from '../auth/contract.ts';
import type { Credential } from '../auth/credential.ts';
import { batch } from '../batch.ts';
import type { ReadPosition } from '../channels/read-positions.ts';
import { type PresenceWatch, presenceDelta } from '../presence/watch.ts';
import { take } from './batch.ts';
import type { ResetReason } from './contract.ts';
import { formatCursor, startingPoint } from './cursor.ts';
import { createFanOut } from './fan-out.ts';
import { type Farewell, farewellFrame, spreadRetry } from './farewell.ts';
import { type Chunk, frame, retryLine, toChunk } from './frame.ts';
import type { ReadHistory } from './history.ts';
import type { Sink, SinkEvents } from './sink.ts';
import type { Tail } from './tail.ts';
import type { Viewer } from './visibility.ts';

/** A reader that has not made room for this long is cut off, in milliseconds. */
const TOO_SLOW_AFTER_MS = 60_000;
const MOST_LOOKUPS_AT_ONCE = 500;

export interface StreamsDeps {
  /** The server's, for clients that are to know whether they are older. */
  version: string;
  tail: Tail;
  history: ReadHistory;
  presence: PresenceWatch;
  /** The channels that the user was in at the position. */
  channelsAt(userId: string, position: number): Promise<Set<string>>;
  /** Of the credentials, those that are over. */
  findEnded(credentials: readonly Credential[]): Promise<Map<string, EndReason>>;
  findMovedReads(userIds: readonly string[]): Promise<(ReadPosition & { userId: string })[]>;
  /** 0 for no bound. */
  streamsPerCredential: number;
  /** A stream to which nothing was written for so long gets a ping. */
  pingIntervalMs: number;
  /** Told how long a stream with a cursor took until it had caught up, in seconds. */
  onResumed(seconds: number): void;
  onFault(error: unknown): void;
}

export interface OpenRequest {
  credential: Credential;
  session: Session | undefined;
  cursor: string | undefined;
  /** False for an older page, which fails at an event that it does not know. */
  knowsNewEvents: boolean;
}

export interface Streams {
  readonly size: number;
  /** What has been written since the start: logged events, and the chunks that they were joined to. */
  readonly delivered: { readonly events: number; readonly writes: number };
  /** Prepares a stream; `start` then opens its sink and sends what there is. */
  open(request: OpenRequest): Promise<{ start(openSink: (events: SinkEvents) => Sink): void }>;
  /** Ends the streams of credentials that are over. */
  endDead(): Promise<void>;
  /** Tells readers' own streams where their read positions are; all readers' where none is named. */
  tellReads(userId: string | undefined): Promise<void>;
  /**
   * Pings, and cuts off who does not read. To be called once a second, or twice in a ping interval
   * where that is shorter.
   */
  tick(): void;
  /** Sends what there still is, then tells every client to come back somewhere else. */
  closeAll(): void;
}

/** A stream: a cursor with a socket. What it costs does not grow with what it has not read. */
interface Follower extends Viewer {
  readonly credential: Credential;
  readonly sink: Sink;
  channels: Set<string>;
  position: number;
  /** The presence that it was last told. */
  said: PresenceWatch['current'];
  /** Read positions that it is still to be told, by channel. */
  reads: Map<string, number>;
  /** Those that it has been told, so that it is told once. */
  toldReads: Map<string, number>;
  isReady: boolean;
  isReading: boolean;
  isClosed: boolean;
  blockedSince: number;
  lastWriteAt: number;
  /** When a stream that is still catching up was asked for; 0 for others. */
  resumingSince: number;
  /** Why it must begin anew before it gets anything else. */
  mustRestart: ResetReason | undefined;
}

export function createStreams(deps: StreamsDeps): Streams {
  const { tail, history, presence } = deps;
  const followers = new Set<Follower>();
  const byCredential = new Map<string, Set<Follower>>();
  const delivered = { events: 0, writes: 0 };
  let isStopping = false;
  let delta: { from: unknown; to: unknown; chunk: Chunk } | undefined;

  const fanOut = createFanOut(followers, pump);
  tail.onAppend(() => own(fanOut()));
  tail.onReset(() => {
    for (const follower of followers) own(restart(follower, 'log-restored'));
  });
  presence.onChange(() => own(fanOut()));

  /** Writes all that is due, as long as the sink takes it. */
  function pump(follower: Follower): void {
    while (follower.isReady && !follower.isReading && !follower.isClosed) {
      if (follower.mustRestart !== undefined) {
        own(restart(follower, follower.mustRestart));
        return;
      }
      if (follower.position < tail.position) {
        const next = tail.window.after(follower.position);
        if (next === undefined) {
          own(catchUp(follower));
          return;
        }
        const chunk = take(next, follower);
        follower.position = next.to;
        if (chunk !== undefined) write(follower, chunk);
      } else if (follower.resumingSince > 0) {
        deps.onResumed((performance.now() - follower.resumingSince) / 1000);
        follower.resumingSince = 0;
      } else if (follower.said !== presence.current) {
        write(follower, presenceChunk(follower.said));
        follower.said = presence.current;
      } else if (follower.reads.size > 0) {
        const frames = [...follower.reads].map(([channelId, seq]) =>
          frame('read.updated', JSON.stringify({ channelId, seq })),
        );
        follower.reads.clear();
        write(follower, toChunk(frames.join('')));
      } else {
        return;
      }
    }
  }

  function write(follower: Follower, chunk: Chunk): void {
    follower.isReady = follower.sink.write(chunk);
    follower.lastWriteAt = Date.now();
    if (!follower.isReady) follower.blockedSince = follower.lastWriteAt;
    if (chunk.events === 0) return;
    delivered.events += chunk.events;
    delivered.writes += 1;
  }

  /** The same for all who were told the same. */
  function presenceChunk(said: PresenceWatch['current']): Chunk {
    if (delta?.from !== said || delta.to !== presence.current) {
      const data = JSON.stringify(presenceDelta(said, presence.current));
      const chunk = toChunk(frame('presence.changed', data));
      delta = { from: said, to: presence.current, chunk };
    }
    return delta.chunk;
  }

  /** Takes one page from the database, for a follower below the window. */
  async function catchUp(follower: Follower): Promise<void> {
    follower.isReading = true;
    const { epoch } = tail;
    try {
      const next = await history(epoch, follower.position);
      if (follower.isClosed) return;
      if (epoch !== tail.epoch) return;
      if (next === undefined) return await restart(follower, 'cursor-too-old');
      const chunk = take(next, follower);
      follower.position = next.to;
      if (chunk !== undefined) write(follower, chunk);
    } finally {
      follower.isReading = false;
    }
    pump(follower);
  }

  /** Tells the client to begin anew, and follows from the head. */
  async function restart(follower: Follower, reason: ResetReason): Promise<void> {
    follower.mustRestart = reason;
    follower.isReading = true;
    try {
      const { epoch, position } = tail;
      const channels = await deps.channelsAt(follower.userId, position);
      if (follower.isClosed || epoch !== tail.epoch) return;
      follower.mustRestart = undefined;
      follower.position = position;
      follower.channels = channels;
      write(follower, toChunk(resetFrame(reason, position)));
    } finally {
      follower.isReading = false;
    }
    pump(follower);
  }

  function resetFrame(reason: ResetReason, position: number): string {
    return frame('reset', JSON.stringify({ reason }), formatCursor(tail.epoch, position));
  }

  async function open({ credential, session, cursor, knowsNewEvents }: OpenRequest) {
    const askedAt = performance.now();
    await Promise.all([tail.refresh(), presence.refresh()]);
    const { epoch } = tail;
    const { position, reset } = startingPoint(tail, cursor);
    const channels = await deps.channelsAt(credential.userId, position);
    return {
      start(openSink: (events: SinkEvents) => Sink): void {
        const sink = openSink({
          onDrain() {
            follower.isReady = true;
            pump(follower);
          },
          onClose: () => forget(follower),
        });
        const follower: Follower = {
          userId: credential.userId,
          knowsNewEvents,
          credential,
          sink,
          channels,
          position,
          said: presence.current,
          reads: new Map(),
          toldReads: new Map(),
          isReady: true,
          isReading: false,
          isClosed: false,
          blockedSince: 0,
          lastWriteAt: 0,
          resumingSince: cursor === undefined ? 0 : askedAt,
          mustRestart: undefined,
        };
        add(follower);
        const ready = JSON.stringify({
          version: deps.version,
          ...(session && { session }),
          presence: { ...presence.current, asOf: presence.asOf },
        });
        const opening =
          retryLine(spreadRetry()) +
          frame('ready', ready, formatCursor(epoch, position)) +
          (reset === undefined ? '' : resetFrame(reset, position));
        write(follower, toChunk(opening));
        if (isStopping) {
          close(follower, { event: 'stream.closing', reason: 'shutdown' });
          return;
        }
        if (epoch !== tail.epoch) own(restart(follower, 'log-restored'));
        else pump(follower);
        // The credential may have ended since it was looked at, when nobody could tell this stream.
        own(endIfDead(follower));
      },
    };
  }

  function add(follower: Follower): void {
    followers.add(follower);
    const siblings = byCredential.get(follower.credential.id) ?? new Set();
    byCredential.set(follower.credential.id, siblings.add(follower));
    const most = deps.streamsPerCredential;
    if (most === 0 || siblings.size <= most) return;
    const [oldest] = siblings;
    if (oldest !== undefined)
      close(oldest, { event: 'stream.closing', reason: 'too-many-streams' });
  }

  function forget(follower: Follower): void {
    follower.isClosed = true;
    followers.delete(follower);
    const siblings = byCredential.get(follower.credential.id);
    siblings?.delete(follower);
    if (siblings?.size === 0) byCredential.delete(follower.credential.id);
  }

  function close(follower: Follower, last: Farewell): void {
    if (follower.isClosed) return;
    follower.sink.write(toChunk(farewellFrame(last)));
    forget(follower);
    follower.sink.end();
  }

  async function endDeadOf(some: readonly Follower[]): Promise<void> {
    if (some.length === 0) return;
    const ended = await deps.findEnded(some.map((follower) => follower.credential));
    for (const follower of some) {
      const reason = ended.get(follower.credential.id);
      if (reason !== undefined) close(follower, { event: 'session.ended', reason });
    }
  }

  /** Those that open at the same time are looked at together. */
  const endIfDead = batch(async (some: readonly Follower[]) => {
    await endDeadOf(some);
    return some.map(() => undefined);
  }, MOST_LOOKUPS_AT_ONCE);

  async function tellReads(userId: string | undefined): Promise<void> {
    const mine = [...followers].filter((f) => userId === undefined || f.userId === userId);
    if (mine.length === 0) return;
    const moved = await deps.findMovedReads([...new Set(mine.map((f) => f.userId))]);
    for (const { userId: reader, channelId, seq } of moved) {
      for (const follower of mine) {
        if (follower.userId !== reader || follower.toldReads.get(channelId) === seq) continue;
        follower.toldReads.set(channelId, seq);
        follower.reads.set(channelId, seq);
      }
    }
    mine.forEach(pump);
  }

  function tick(): void {
    const now = Date.now();
    let ping: Chunk | undefined;
    for (const follower of followers) {
      if (!follower.isReady) {
        if (now - follower.blockedSince < TOO_SLOW_AFTER_MS) continue;
        close(follower, { event: 'stream.closing', reason: 'too-slow' });
      } else if (now - follower.lastWriteAt >= deps.pingIntervalMs) {
        ping ??= toChunk(frame('ping', JSON.stringify({ at: new Date(now).toISOString() })));
        write(follower, ping);
      } else {
        // Goes on where a read from the database failed.
        pump(follower);
      }
    }
  }

  function closeAll(): void {
    isStopping = true;
    for (const follower of followers) {
      pump(follower);
      close(follower, { event: 'stream.closing', reason: 'shutdown' });
    }
  }

  /** For work that nobody awaits: its faults are told, and the next tick tries again. */
  function own(work: Promise<void>): void {
    work.catch(deps.onFault);
  }

  return {
    get size() {
      return followers.size;
    },
    delivered,
    open,
    endDead: () => endDeadOf([...followers]),
    tellReads,
    tick,
    closeAll,
  };
}
