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
import { followEvents, type LiveStream } from './stream.ts';

export interface ConnectionHandlers {
  /** The session is over, for this reason where it is known, as the stream of it was told. */
  onOver(reason: string | undefined): void;
  /** The session is somebody else's than who is shown. */
  onStranger(): void;
  /** The cursor could not be honoured. */
  onReset(): void;
  /** The connections of this page must be dead. */
  onSilent(): void;
  /** The server is there, and its stream is open. */
  onOpen(): void;
  /** These have come, and are in the state. */
  onApplied(events: readonly LiveEvent[]): void;
}

export interface LiveConnection {
  /** Follows from the state's cursor on, and keeps the seat. `isFresh`: the lists have just been read. */
  start(session: Session, isFresh?: boolean): void;
  stop(): void;
  wake(): void;
  /** The same, where the connection is lost or nothing has been heard for too long. */
  wakeIfLost(): void;
  isRunning(): boolean;
  setAway(isAway: boolean): void;
  /** The list of channels has been read; it tells how much is still to come. */
  aim(channels: readonly ListedChannel[]): void;
  /** Shows that there is no connection, since `silentMs`, and when the next try is. */
  showLost(inMs: number, silentMs?: number): void;
}

/** The live connection of the one who is signed in: the stream of events and the heartbeat. */
export function createConnection(
  model: Model,
  lists: () => Lists,
  handlers: ConnectionHandlers,
): LiveConnection {
  const heartbeat = createHeartbeat();
  const progress = createProgress();
  const batch = createBatch(apply);
  let stream: LiveStream | undefined;
  let offlineSince: number | undefined;

  function start(session: Session, isFresh = false): void {
    let isUsersKnown = isFresh;
    stop();
    heartbeat.start(session.heartbeat.intervalMs);
    const own = followEvents({
      cursor() {
        batch.flush();
        return model.state.value?.cursor;
      },
      onOpen() {
        const state = model.state.value;
        if (state !== undefined) progress.begin(state);
        // Also where it has just been read: what was read in another window since is told once only.
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

  /** Up to a reset, or to somebody else's session: what comes after that is not for this state. */
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
