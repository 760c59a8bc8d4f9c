import type { Credential } from '../auth/credentials/credential.ts';
import { type Batch, take } from './batch.ts';
import type { ResetReason } from './contract.ts';
import { type Farewell, farewellFrame } from './farewell.ts';
import { type Chunk, resetFrame, toChunk } from './frame.ts';
import type { ReadHistory } from './history.ts';
import type { Lane, LaneStream } from './lanes/lane.ts';
import type { Sink, SinkEvents } from './sink.ts';
import type { Tail } from './tail.ts';
import type { Today, Viewer } from './visibility.ts';

export interface FollowerDeps {
  tail: Tail;
  history: ReadHistory;
  /** The channels that the user was in at the position. */
  channelsAt(userId: string, position: number): Promise<Set<string>>;
  /** Told how long a stream with a cursor took until it had caught up, in seconds. */
  onResumed(seconds: number): void;
  onWritten(chunk: Chunk): void;
  onClose(follower: Follower): void;
  /** Told why the server closes a stream. */
  onFarewell(credential: Credential, last: Farewell): void;
  /** Told that a read from the database has failed. The next pump tries again. */
  onFault(error: unknown): void;
}

/** Where a stream begins, and for whom. */
export interface Beginning {
  credential: Credential;
  knowsNewEvents: boolean;
  channels: Set<string>;
  /** Set where the stream begins in the past. */
  today: Today | undefined;
  position: number;
  lanes: readonly Lane[];
  /** When a stream with a cursor was asked for, by `performance.now()`; undefined for others. */
  resumingSince: number | undefined;
}

type State =
  | { name: 'following' }
  /** The position is below the window: a page of the log is read from the database. */
  | { name: 'reading' }
  /** The client must be told to begin anew before it is told anything else. */
  | { name: 'reset-due'; reason: ResetReason }
  | { name: 'resetting' }
  | { name: 'closed' };

/** A stream: a cursor with a socket. Its cost does not grow with the events that are unread. */
export class Follower implements Viewer {
  readonly credential: Credential;
  readonly knowsNewEvents: boolean;
  readonly #deps: FollowerDeps;
  readonly #sink: Sink;
  readonly #lanes: readonly LaneStream[];
  #channels: Set<string>;
  #today: Today | undefined;
  #position: number;
  #state: State = { name: 'following' };
  /** Since when the sink has had no room, by `Date.now()`; undefined where it has room. */
  #blockedSince: number | undefined;
  #lastWriteAt = 0;
  #resumingSince: number | undefined;

  constructor(deps: FollowerDeps, openSink: (events: SinkEvents) => Sink, from: Beginning) {
    this.#deps = deps;
    this.credential = from.credential;
    this.knowsNewEvents = from.knowsNewEvents;
    this.#channels = from.channels;
    this.#today = from.today;
    this.#position = from.position;
    this.#lanes = from.lanes.map((lane) => lane.open(this));
    this.#resumingSince = from.resumingSince;
    this.#sink = openSink({
      onDrain: () => {
        this.#blockedSince = undefined;
        this.pump();
      },
      onClose: () => this.#forget(),
    });
  }

  get userId(): string {
    return this.credential.userId;
  }

  get channels(): Set<string> {
    return this.#channels;
  }

  get today(): Today | undefined {
    return this.#today;
  }

  /** An expired token hears nothing more, though nobody has told so. */
  isExpired(now: number): boolean {
    const { credential } = this;
    if (credential.kind === 'session' || credential.expiresAt === null) return false;
    return credential.expiresAt.getTime() <= now;
  }

  /** Writes everything that is due, as long as the sink has room. */
  pump(): void {
    if (this.isExpired(Date.now())) this.close({ event: 'session.ended', reason: 'revoked' });
    while (this.#blockedSince === undefined) {
      const state = this.#state;
      if (state.name === 'reset-due') this.reset(state.reason);
      else if (state.name !== 'following' || !this.#writeNext()) return;
    }
  }

  write(chunk: Chunk): void {
    const hasRoom = this.#sink.write(chunk);
    this.#lastWriteAt = Date.now();
    if (!hasRoom) this.#blockedSince = this.#lastWriteAt;
    this.#deps.onWritten(chunk);
  }

  /** Tells the client to begin anew, and follows from the head. */
  reset(reason: ResetReason): void {
    void this.#during({ name: 'resetting' }, { name: 'reset-due', reason }, async () => {
      const { epoch, position } = this.#deps.tail;
      const channels = await this.#deps.channelsAt(this.userId, position);
      return () => {
        this.#position = position;
        this.#channels = channels;
        this.#today = undefined;
        this.write(toChunk(resetFrame(reason, epoch, position)));
      };
    });
  }

  /** How long the sink has had no room, in milliseconds; undefined where it has room. */
  blockedFor(now: number): number | undefined {
    return this.#blockedSince === undefined ? undefined : now - this.#blockedSince;
  }

  /** How long nothing has been written, in milliseconds. */
  silentFor(now: number): number {
    return now - this.#lastWriteAt;
  }

  close(last: Farewell): void {
    if (this.#state.name === 'closed') return;
    this.#sink.write(toChunk(farewellFrame(last)));
    this.#deps.onFarewell(this.credential, last);
    this.#forget();
    this.#sink.end();
  }

  /** @returns false where nothing is due */
  #writeNext(): boolean {
    const { tail, onResumed } = this.#deps;
    if (this.#position < tail.position) {
      const next = tail.window.after(this.#position);
      if (next === undefined) this.#catchUp();
      else this.#follow(next);
      return true;
    }
    this.#today = undefined;
    if (this.#resumingSince !== undefined) {
      onResumed((performance.now() - this.#resumingSince) / 1000);
      this.#resumingSince = undefined;
    }
    for (const lane of this.#lanes) {
      const chunk = lane.take();
      if (chunk === undefined) continue;
      this.write(chunk);
      return true;
    }
    return false;
  }

  #follow(batch: Batch): void {
    const chunk = take(batch, this);
    this.#position = batch.to;
    if (chunk !== undefined) this.write(chunk);
  }

  /** Takes one page from the database. */
  #catchUp(): void {
    const { tail, history, channelsAt } = this.#deps;
    void this.#during({ name: 'reading' }, { name: 'following' }, async () => {
      const { epoch, position } = tail;
      const [next, channels] = await Promise.all([
        history(epoch, this.#position),
        channelsAt(this.userId, position),
      ]);
      return () => {
        this.#today = { position, channels };
        if (next === undefined) this.reset('cursor-too-old');
        else this.#follow(next);
      };
    });
  }

  /**
   * The follower is in `state` while `work` runs. Afterwards it follows again, calls the function
   * that `work` resolved to, and pumps; if the state has changed meanwhile, it does nothing of
   * this. If `work` fails, the state becomes `otherwise`.
   */
  async #during(state: State, otherwise: State, work: () => Promise<() => void>): Promise<void> {
    this.#state = state;
    try {
      const finish = await work();
      if (this.#state !== state) return;
      this.#state = { name: 'following' };
      finish();
      this.pump();
    } catch (error) {
      if (this.#state === state) this.#state = otherwise;
      this.#deps.onFault(error);
    }
  }

  #forget(): void {
    if (this.#state.name === 'closed') return;
    this.#state = { name: 'closed' };
    for (const lane of this.#lanes) lane.close();
    this.#deps.onClose(this);
  }
}
