import type { EndReason } from '../../db/tables/sessions.ts';
import type { Session } from '../auth/contract.ts';
import type { Credential } from '../auth/credentials/credential.ts';
import { batch } from '../lib/batch.ts';
import type { Presence } from '../presence/contract.ts';
import type { PresenceWatch } from '../presence/watch.ts';
import { formatCursor, type StartingPoint, startingPoint } from './cursor.ts';
import { createFanOut } from './fan-out.ts';
import { spreadRetry } from './farewell.ts';
import { Follower, type FollowerDeps } from './follower.ts';
import { type Chunk, frame, resetFrame, retryLine, toChunk } from './frame.ts';
import type { Lane } from './lanes/lane.ts';
import type { Sink, SinkEvents } from './sink.ts';

/** A reader that has not made room for this long is cut off, in milliseconds. */
const TOO_SLOW_AFTER_MS = 60_000;
const MOST_LOOKUPS_AT_ONCE = 500;

export interface StreamsDeps extends Omit<FollowerDeps, 'onWritten' | 'onClose'> {
  /** The server's version, from which a client learns whether it is older. */
  version: string;
  presence: PresenceWatch;
  /** The lanes beside the log, in the order in which a stream takes from them. */
  lanes: readonly Lane[];
  /** Those of the credentials that have ended: the reasons by id. */
  findEnded(credentials: readonly Credential[]): Promise<Map<string, EndReason>>;
  /** How many streams a credential may have at once; 0 for no limit. */
  streamsPerCredential: number;
  /** A stream to which nothing was written for so many milliseconds gets a ping. */
  pingIntervalMs: number;
}

export interface OpenRequest {
  credential: Credential;
  session: Session | undefined;
  cursor: string | undefined;
  /** False for an older page, which fails at an event that it does not know. */
  knowsNewEvents: boolean;
  /** How who is connected is said at the beginning. */
  presence: 'users' | 'numbers';
}

type OpenSink = (events: SinkEvents) => Sink;

/** All streams of this node. */
export class Streams {
  /** Written to streams since the start: logged events, and the chunks that held them. */
  readonly delivered = { events: 0, writes: 0 };
  readonly #deps: StreamsDeps;
  readonly #followerDeps: FollowerDeps;
  readonly #followers = new Set<Follower>();
  readonly #byUser = new Map<string, Set<Follower>>();
  readonly #fanOut = createFanOut(this.#followers, (follower) => follower.pump());
  /** Streams that open at the same time share one check of their credentials. */
  readonly #endIfDead = batch(async (some: readonly Follower[]) => {
    await this.#endDeadOf(some);
    return some.map(() => undefined);
  }, MOST_LOOKUPS_AT_ONCE);
  #users: { of: unknown; text: string } = { of: undefined, text: '' };
  #isStopping = false;

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
    this.#followerDeps = {
      ...deps,
      onWritten: (chunk) => this.#count(chunk),
      onClose: (follower) => this.#remove(follower),
    };
    deps.tail.onAppend(() => this.#pumpAll());
    deps.tail.onReset(() => {
      for (const follower of this.#followers) follower.reset('log-restored');
    });
    for (const lane of deps.lanes) {
      lane.onChange((userId) => {
        if (userId === undefined) this.#pumpAll();
        else for (const follower of this.#byUser.get(userId) ?? []) follower.pump();
      });
    }
  }

  get size(): number {
    return this.#followers.size;
  }

  /** Prepares a stream; `start` then opens its sink and sends what there is. */
  async open(request: OpenRequest): Promise<{ start(openSink: OpenSink): void }> {
    const { tail, presence, channelsAt } = this.#deps;
    const { credential, cursor } = request;
    const resumingSince = cursor === undefined ? undefined : performance.now();
    await Promise.all([tail.refresh(), presence.refresh()]);
    const { epoch } = tail;
    const point = startingPoint(tail, cursor);
    const { userId } = credential;
    const head = tail.position;
    const [channels, today] = await Promise.all([
      channelsAt(userId, point.position),
      point.position < head ? channelsAt(userId, head) : undefined,
    ]);
    return {
      start: (openSink) => {
        const beginning = {
          ...request,
          ...point,
          channels,
          today: today && { position: head, channels: today },
          lanes: this.#deps.lanes,
          resumingSince,
        };
        const follower = new Follower(this.#followerDeps, openSink, beginning);
        this.#add(follower);
        this.#begin(follower, request, epoch, point);
      },
    };
  }

  #begin(
    follower: Follower,
    { session, presence: form }: OpenRequest,
    epoch: string,
    { position, reset }: StartingPoint,
  ): void {
    const { version, presence, tail } = this.#deps;
    const { users, numbers, ...others } = { ...presence.current, asOf: presence.asOf };
    const who = form === 'users' ? this.#textOf(users) : JSON.stringify({ users: [], numbers });
    const text = `"presence":${who.slice(0, -1)},${JSON.stringify(others).slice(1)}}`;
    const data = JSON.stringify({ version, ...(session && { session }) });
    const ready = frame('ready', `${data.slice(0, -1)},${text}`, formatCursor(epoch, position));
    const resetting = reset === undefined ? '' : resetFrame(reset, epoch, position);
    follower.write(toChunk(retryLine(spreadRetry()) + ready + resetting));
    if (this.#isStopping) {
      follower.close({ event: 'stream.closing', reason: 'shutdown' });
      return;
    }
    if (epoch !== tail.epoch) follower.reset('log-restored');
    else follower.pump();
    // The credential may have ended after its check and before this stream could be told.
    this.#own(this.#endIfDead(follower));
  }

  /** Encoded once for all streams that open while nothing changes. */
  #textOf(users: Presence['users']): string {
    if (this.#users.of !== users) this.#users = { of: users, text: JSON.stringify({ users }) };
    return this.#users.text;
  }

  /** Ends the streams of credentials that have ended. */
  endDead(): Promise<void> {
    return this.#endDeadOf([...this.#followers]);
  }

  /**
   * Pings silent streams, and cuts off readers that do not read. Call it once a second, or twice in
   * a ping interval where that is shorter.
   */
  tick(): void {
    const now = Date.now();
    let ping: Chunk | undefined;
    for (const follower of this.#followers) {
      // Where it has nothing to write, nothing else ends it.
      if (follower.isExpired(now)) follower.pump();
      const blockedFor = follower.blockedFor(now);
      if (blockedFor !== undefined) {
        if (blockedFor < TOO_SLOW_AFTER_MS) continue;
        follower.close({ event: 'stream.closing', reason: 'too-slow' });
      } else if (follower.silentFor(now) >= this.#deps.pingIntervalMs) {
        ping ??= toChunk(frame('ping', JSON.stringify({ at: new Date(now).toISOString() })));
        follower.write(ping);
      } else {
        // Tries again where a read from the database has failed.
        follower.pump();
      }
    }
  }

  /** Sends what is due, then tells every client to reconnect, since this server shuts down. */
  closeAll(): void {
    this.#isStopping = true;
    for (const follower of this.#followers) {
      follower.pump();
      follower.close({ event: 'stream.closing', reason: 'shutdown' });
    }
  }

  #pumpAll(): void {
    this.#own(this.#fanOut());
  }

  #add(follower: Follower): void {
    const { userId, credential } = follower;
    this.#followers.add(follower);
    const ofUser = this.#byUser.get(userId) ?? new Set();
    this.#byUser.set(userId, ofUser.add(follower));
    const most = this.#deps.streamsPerCredential;
    const siblings = [...ofUser].filter((one) => one.credential.id === credential.id);
    if (most === 0 || siblings.length <= most) return;
    siblings[0]?.close({ event: 'stream.closing', reason: 'too-many-streams' });
  }

  #remove(follower: Follower): void {
    this.#followers.delete(follower);
    const ofUser = this.#byUser.get(follower.userId);
    ofUser?.delete(follower);
    if (ofUser?.size === 0) this.#byUser.delete(follower.userId);
  }

  #count({ events }: Chunk): void {
    if (events === 0) return;
    this.delivered.events += events;
    this.delivered.writes += 1;
  }

  async #endDeadOf(some: readonly Follower[]): Promise<void> {
    if (some.length === 0) return;
    const ended = await this.#deps.findEnded(some.map((follower) => follower.credential));
    for (const follower of some) {
      const reason = ended.get(follower.credential.id);
      if (reason !== undefined) follower.close({ event: 'session.ended', reason });
    }
  }

  /** For work that nobody awaits: its faults are reported, and the next tick tries again. */
  #own(work: Promise<void>): void {
    work.catch(this.#deps.onFault);
  }
}
