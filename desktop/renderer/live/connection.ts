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

export interface LiveConnection {
  /**
   * Follows the events from the state's cursor, and sends heartbeats.
   *
   * @param isFresh whether the list of users has just been read
   */
  start(session: Session, isFresh?: boolean): void;
  stop(): void;
  wake(): void;
  /** Does the same if the connection is lost or nothing has been heard for too long. */
  wakeIfLost(): void;
  isRunning(): boolean;
  setAway(isAway: boolean): void;
  /** The list of channels has been read; it says how many messages are still to come. */
  aim(channels: readonly ListedChannel[]): void;
  /** Shows that the connection has been lost for `silentMs`, and the next try is in `inMs`. */
  showLost(inMs: number, silentMs?: number): void;
}

/** The live connection of the signed-in user: the event stream and the heartbeat. */
export function createConnection(
  model: Model,
  lists: () => Lists,
  handlers: ConnectionHandlers,
): LiveConnection {
  const follow = createFollow();
  const heartbeat = createHeartbeat();
  const progress = createProgress();
  const batch = createBatch(apply);
  let stream: LiveStream | undefined;
  let offlineSince: number | undefined;

  function start(session: Session, isFresh = false): void {
    let isUsersKnown = isFresh;
    stop();
    const own = follow(session.userId, {
      onLead(isLeading) {
        if (isLeading) heartbeat.start(session.heartbeat.intervalMs);
        else heartbeat.stop();
      },
      cursor() {
        batch.flush();
        return model.state.value?.cursor;
      },
      onOpen() {
        const state = model.state.value;
        if (state !== undefined) progress.begin(state);
        // Read it even if it has just been read: a read position that another window has moved
        // since is told only once, to the streams that are open then.
        void lists().refreshChannels();
        if (!isUsersKnown) void lists().refreshUsers();
        isUsersKnown = false;
        handlers.onOpen();
      },
      onEvents(events) {
        heartbeat.beatIfDue();
        batch.add(events);
      },
      onLost(inMs, silentMs) {
        isUsersKnown = false;
        showLost(inMs, silentMs);
      },
      onSilent: handlers.onSilent,
      onOver(reason) {
        batch.flush();
        if (stream === own) handlers.onOver(reason);
      },
    });
    stream = own;
  }

  function stop(): void {
    stream?.stop();
    stream = undefined;
    batch.flush();
    heartbeat.stop();
  }

  /**
   * Applies the events up to a reset or another user's session: later ones are not for this state.
   */
  function apply(events: readonly Arrived[]): void {
    if (stream === undefined) return;
    const me = model.state.value?.me.id;
    const end = events.findIndex(
      ({ event }) =>
        event.event === 'reset' ||
        (event.event === 'ready' && (event.data.session?.userId ?? me) !== me),
    );
    const own = end < 0 ? events : events.slice(0, end);
    progress.hear(own);
    model.dispatch(...own.map(({ event, id }) => ({ type: 'event' as const, event, id })));
    handlers.onApplied(own.map(({ event }) => event));
    for (const { event } of own) {
      if (event.event === 'member.joined') void lists().refreshUsers(event.data.userId);
    }
    const last = events[end];
    if (last === undefined) showProgress();
    else if (last.event.event === 'reset') handlers.onReset();
    else handlers.onStranger();
  }

  /** Live once every channel is as far as it was on the server when the stream was opened. */
  function showProgress(): void {
    const kind = model.state.value?.connection.kind;
    if (stream === undefined || kind === undefined || kind === 'live') return;
    const left = progress.left();
    if (left === undefined) return;
    if (left === 0) offlineSince = undefined;
    show(left === 0 ? { kind: 'live' } : { kind: 'catching-up', left });
  }

  function showLost(inMs: number, silentMs = 0): void {
    offlineSince ??= Date.now() - silentMs;
    show({ kind: 'reconnecting', at: Date.now() + inMs, offlineSince });
  }

  function show(connection: Connection): void {
    model.dispatch({ type: 'connection', connection });
  }

  return {
    start,
    stop,
    wake: () => stream?.wake(),
    isRunning: () => stream !== undefined,
    wakeIfLost() {
      if (model.state.value?.connection.kind === 'reconnecting') stream?.wake();
      else stream?.checkSilence();
    },
    setAway: heartbeat.setAway,
    aim(channels) {
      progress.aim(channels);
      showProgress();
    },
    showLost,
  };
}
