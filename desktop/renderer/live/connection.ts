import type { Session } from '../../../api/auth/contract.ts';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { LiveEvent } from '../state/live-event.ts';
import type { Connection } from '../state/state.ts';
import { createBatch } from './batch.ts';
import type { Arrived } from './event-reader.ts';
import { createHeartbeat } from './heartbeat.ts';
import type { Lists } from './lists.ts';
import type { Model } from './model.ts';
import { createProgress } from './progress.ts';
import type { LiveStream } from './stream.ts';
import { createFollow } from './tabs.ts';

export interface ConnectionHandlers {
  /** The stream was told that the session is over, with the reason if it is known. */
  onOver(reason: string | undefined): void;
  /** The session belongs to another user than the one who is shown. */
  onStranger(): void;
  /** The cursor could not be honoured. */
  onReset(): void;
  /** The connections of this page must be dead. */
  onSilent(): void;
  /** The stream is open. */
  onOpen(): void;
  /** These events have been applied to the state. */
  onApplied(events: readonly LiveEvent[]): void;
}

/** The live connection of the signed-in user: the event stream and the heartbeat. */
export class LiveConnection {
  readonly #model: Model;
  readonly #lists: () => Lists;
  readonly #handlers: ConnectionHandlers;
  readonly #follow = createFollow();
  readonly #heartbeat = createHeartbeat();
  readonly #progress = createProgress();
  readonly #batch = createBatch<Arrived>((events) => this.#apply(events));
  #stream: LiveStream | undefined;
  #offlineSince: number | undefined;

  constructor(model: Model, lists: () => Lists, handlers: ConnectionHandlers) {
    this.#model = model;
    this.#lists = lists;
    this.#handlers = handlers;
  }

  /** Follows the events from the state's cursor, and sends heartbeats while this tab leads. */
  start(session: Session): void {
    this.stop();
    const own = this.#follow(session.userId, {
      onLead: (isLeading) => {
        if (isLeading) this.#heartbeat.start(session.heartbeat.intervalMs);
        else this.#heartbeat.stop();
      },
      cursor: () => {
        this.#batch.flush();
        return this.#model.state.value?.cursor;
      },
      onOpen: () => this.#open(),
      onEvents: (events) => {
        this.#heartbeat.beatIfDue();
        this.#batch.add(events);
      },
      onLost: (inMs, silentMs) => this.showLost(inMs, silentMs),
      onSilent: this.#handlers.onSilent,
      onOver: (reason) => {
        this.#batch.flush();
        if (this.#stream === own) this.#handlers.onOver(reason);
      },
    });
    this.#stream = own;
  }

  stop(): void {
    this.#stream?.stop();
    this.#stream = undefined;
    this.#batch.flush();
    this.#heartbeat.stop();
  }

  get isRunning(): boolean {
    return this.#stream !== undefined;
  }

  wake(): void {
    this.#stream?.wake();
  }

  /** Does the same if the connection is lost or nothing has been heard for too long. */
  wakeIfLost(): void {
    if (this.#model.state.value?.connection.kind === 'reconnecting') this.#stream?.wake();
    else this.#stream?.checkSilence();
  }

  setAway(isAway: boolean): void {
    this.#heartbeat.setAway(isAway);
  }

  /** The list of channels has been read; it says how many messages are still to come. */
  aim(channels: readonly ListedChannel[]): void {
    this.#progress.aim(channels);
    this.#showProgress();
  }

  /** Shows that the connection has been lost for `silentMs`, and the next try is in `inMs`. */
  showLost(inMs: number, silentMs = 0): void {
    this.#offlineSince ??= Date.now() - silentMs;
    this.#show({
      kind: 'reconnecting',
      at: Date.now() + inMs,
      offlineSince: this.#offlineSince,
    });
  }

  #open(): void {
    const state = this.#model.state.value;
    if (state !== undefined) this.#progress.begin(state);
    // Read it even if it has just been read: a read position that another window has moved since is
    // told only once, to the streams that are open then.
    void this.#lists().refreshChannels();
    this.#handlers.onOpen();
  }

  /**
   * Applies the events up to a reset or another user's session: later ones are not for this state.
   */
  #apply(events: readonly Arrived[]): void {
    if (this.#stream === undefined) return;
    const me = this.#model.state.value?.me.id;
    const end = events.findIndex(
      ({ event }) =>
        event.event === 'reset' ||
        (event.event === 'ready' && (event.data.session?.userId ?? me) !== me),
    );
    const own = end < 0 ? events : events.slice(0, end);
    this.#progress.hear(own);
    this.#model.dispatch(...own.map(({ event, id }) => ({ type: 'event' as const, event, id })));
    this.#handlers.onApplied(own.map(({ event }) => event));
    for (const { event } of own) {
      if (event.event === 'member.joined') void this.#lists().refreshUsers(event.data.userId);
    }
    const last = events[end];
    if (last === undefined) this.#showProgress();
    else if (last.event.event === 'reset') this.#handlers.onReset();
    else this.#handlers.onStranger();
  }

  /** Live once every channel is as far as it was on the server when the stream was opened. */
  #showProgress(): void {
    const kind = this.#model.state.value?.connection.kind;
    if (this.#stream === undefined || kind === undefined || kind === 'live') return;
    const left = this.#progress.left();
    if (left === undefined) return;
    if (left === 0) this.#offlineSince = undefined;
    this.#show(left === 0 ? { kind: 'live' } : { kind: 'catching-up', left });
  }

  #show(connection: Connection): void {
    this.#model.dispatch({ type: 'connection', connection });
  }
}
