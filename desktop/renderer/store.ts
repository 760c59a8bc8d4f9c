import { signal } from '@preact/signals';
import type { Session } from '../../api/auth/contract.ts';
import type { User } from '../../api/users/contract.ts';
import { api, Refused, type SignInRequest } from './live/api.ts';
import type { Keeper } from './live/keeper.ts';
import { createOutbox } from './live/outbox.ts';
import { followEvents, type LiveStream } from './live/stream.ts';
import type { Dialog } from './state/dialog.ts';
import { type Action, reduce } from './state/reduce.ts';
import type { OutgoingPost, State } from './state/state.ts';

const PAGE = 100;
const BEAT_AT_LEAST_MS = 14_000;

/** Which screen is shown, and what it needs. */
export type Screen =
  | { name: 'starting' }
  | { name: 'unreachable' }
  | { name: 'setup' }
  | { name: 'sign-in'; endedBy?: string | undefined }
  | { name: 'chat' };

export type Store = ReturnType<typeof createStore>;

/** The page's state and everything that changes it. */
export function createStore(keeper: Keeper) {
  const screen = signal<Screen>({ name: 'starting' });
  const state = signal<State | undefined>(undefined);
  const openChannelId = signal<string | undefined>(undefined);
  const isSidebarOpen = signal(false);
  const dialog = signal<Dialog | undefined>(undefined);
  let stream: LiveStream | undefined;
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let offlineSince = 0;
  let isAway = false;
  let beatAt = 0;
  let target: ReadonlyMap<string, number> | undefined;

  const send = createOutbox({
    waiting: () => state.value?.outbox.filter((post) => post.status === 'waiting') ?? [],
    onPosted: (clientId, message) => dispatch({ type: 'post-settled', clientId, message }),
    onRefused: (clientId, detail) => dispatch({ type: 'post-refused', clientId, detail }),
  });

  function dispatch(action: Action): void {
    const before = state.value;
    if (before === undefined) return;
    state.value = reduce(before, action);
    afterwards(before, state.value);
  }

  /** Several events at once, drawn once. */
  function dispatchAll(actions: readonly Action[]): void {
    const before = state.value;
    if (before === undefined) return;
    const after = actions.reduce(reduce, before);
    state.value = after;
    afterwards(before, after);
  }

  function afterwards(before: State, after: State): void {
    if (before.outbox !== after.outbox) keeper.write(outboxOf(after.me), after.outbox);
    if (after.isStale && !before.isStale) void refreshChannels();
  }

  /** Finds out where things stand: first run, signed in already, known workstation, or nobody. */
  async function start(): Promise<void> {
    try {
      await payLogOut();
      if ((await api.isSetupRequired()).required) {
        screen.value = { name: 'setup' };
        return;
      }
      const current = await currentSession();
      if (current !== undefined) await enter(current.user, current.session);
      else if (!(await signInAgain())) screen.value = { name: 'sign-in' };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      screen.value = { name: 'unreachable' };
    }
  }

  async function currentSession(): Promise<{ session: Session; user: User } | undefined> {
    try {
      return await api.session();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return undefined;
      throw error;
    }
  }

  /** With the device token, where one is kept. False where a password is needed. */
  async function signInAgain(): Promise<boolean> {
    const deviceToken = keeper.deviceToken();
    if (deviceToken === undefined) return false;
    try {
      await signIn({ deviceToken, device: device() });
      return true;
    } catch (error) {
      if (!(error instanceof Refused) || error.isPassing) throw error;
      if (error.status === 401) keeper.keepDeviceToken(undefined);
      return false;
    }
  }

  function device() {
    const { platform } = window.workspace ?? {};
    return {
      fingerprint: keeper.fingerprint(),
      name: platform ?? browserName(navigator.userAgent),
      platform: platform ?? 'browser',
    };
  }

  /** @throws Refused */
  async function signIn(request: SignInRequest): Promise<void> {
    const { user, session, deviceToken } = await api.signIn(request);
    if (deviceToken !== undefined) keeper.keepDeviceToken(deviceToken);
    await enter(user, session);
  }

  async function enter(me: User, session: Session): Promise<void> {
    const { channels, cursor } = await api.channels();
    const { users } = await api.users();
    const kept = keeper.read(outboxOf(me));
    state.value = reduce(
      {
        me,
        session,
        users: new Map(),
        channels: new Map(),
        presence: new Map(),
        online: 0,
        timelines: new Map(),
        outbox: Array.isArray(kept) ? (kept as OutgoingPost[]) : [],
        connection: { kind: 'connecting' },
        cursor: undefined,
        isStale: false,
      },
      { type: 'snapshot', snapshot: { me, session, users, channels, cursor } },
    );
    screen.value = { name: 'chat' };
    stream?.stop();
    stream = follow();
    clearInterval(heartbeat);
    heartbeat = setInterval(beat, session.heartbeat.intervalMs);
    send();
  }

  function follow(): LiveStream {
    return followEvents({
      cursor: () => state.value?.cursor,
      onOpen() {
        offlineSince = 0;
        void catchUp();
        send();
      },
      onEvents(events) {
        dispatchAll(events.map(({ event, id }) => ({ type: 'event', event, id })));
        showProgress();
        // Timers of a hidden page run once a minute, which is too seldom; what arrives does not wait.
        if (Date.now() - beatAt > BEAT_AT_LEAST_MS) void beat();
        for (const { event } of events) {
          if (event.event === 'session.ended') onSessionEnded(event.data.reason);
          if (event.event === 'reset') void reload();
          if (event.event === 'member.joined') void refreshUsers(event.data.userId);
        }
      },
      onLost(inMs) {
        offlineSince ||= Date.now();
        const at = Date.now() + inMs;
        dispatch({ type: 'connection', connection: { kind: 'reconnecting', at, offlineSince } });
      },
      onUnauthorised: () => void comeBack(),
    });
  }

  /** How far the log goes at this moment: what lies before it is history that comes first. */
  async function catchUp(): Promise<void> {
    target = undefined;
    const { channels } = await api.channels().catch(() => ({ channels: undefined }));
    target = channels && new Map(channels.map((channel) => [channel.id, channel.lastSeq]));
    showProgress();
  }

  /** Live once every channel is as far as it was on the server when the stream was opened. */
  function showProgress(): void {
    const now = state.value;
    if (now === undefined || now.connection.kind === 'live' || target === undefined) return;
    let left = 0;
    for (const [id, lastSeq] of target) {
      const known = now.channels.get(id)?.lastSeq;
      if (known !== undefined) left += Math.max(0, lastSeq - known);
    }
    dispatch({
      type: 'connection',
      connection: left === 0 ? { kind: 'live' } : { kind: 'catching-up', left },
    });
  }

  /**
   * The token is dead. A workstation that slept too long gets in again by itself; whoever was sent
   * away does not.
   */
  async function comeBack(): Promise<void> {
    if (state.value === undefined) return;
    try {
      const reason = (await endReason()) ?? 'heartbeat-missed';
      if (reason === 'heartbeat-missed' && (await signInAgain())) return;
      end(reason);
    } catch {
      setTimeout(() => void comeBack(), 3_000);
    }
  }

  function onSessionEnded(reason: string): void {
    if (reason === 'heartbeat-missed') void comeBack();
    else end(reason);
  }

  async function endReason(): Promise<string | undefined> {
    try {
      await api.session();
      return undefined;
    } catch (error) {
      const reason = error instanceof Refused ? error.problem['reason'] : undefined;
      return typeof reason === 'string' ? reason : undefined;
    }
  }

  /** The session is over; nothing here reconnects by itself. */
  function end(reason: string): void {
    stream?.stop();
    clearInterval(heartbeat);
    dispatch({ type: 'connection', connection: { kind: 'ended', reason } });
    screen.value = { name: 'sign-in', endedBy: reason };
    clearPlace();
  }

  function clearPlace(): void {
    state.value = undefined;
    openChannelId.value = undefined;
    dialog.value = undefined;
  }

  async function logOut(): Promise<void> {
    stream?.stop();
    clearInterval(heartbeat);
    keeper.forget();
    clearPlace();
    screen.value = { name: 'sign-in' };
    keeper.write('log-out-owed', true);
    await payLogOut().catch(() => undefined);
  }

  /** Logs out what was to be logged out while the server could not be reached, until it is. */
  async function payLogOut(): Promise<void> {
    if (keeper.read('log-out-owed') !== true) return;
    try {
      await api.logOut();
    } catch (error) {
      if (error instanceof Refused && error.isPassing) {
        setTimeout(() => void payLogOut().catch(() => undefined), 3_000);
        throw error;
      }
      // Refused otherwise: it is over already.
    }
    keeper.write('log-out-owed', undefined);
  }

  async function beat(): Promise<void> {
    beatAt = Date.now();
    await api.heartbeat({ status: isAway ? 'away' : 'active' }).catch((error: unknown) => {
      if (error instanceof Refused && error.status === 401) void comeBack();
    });
  }

  function setAway(away: boolean): void {
    if (away === isAway) return;
    isAway = away;
    void beat();
  }

  /** After a `reset`: everything anew, from the state that the server has now. */
  async function reload(): Promise<void> {
    const before = state.value;
    if (before === undefined) return;
    const [{ channels }, { users }] = await Promise.all([api.channels(), api.users()]);
    const cursor = state.value?.cursor ?? '';
    dispatch({
      type: 'snapshot',
      snapshot: { me: before.me, session: before.session, users, channels, cursor },
    });
  }

  async function refreshChannels(): Promise<void> {
    const { channels } = await api.channels().catch(() => ({ channels: undefined }));
    if (channels !== undefined) dispatch({ type: 'channels', channels });
    // Events have overtaken the list, or it could not be had: once more.
    if (state.value?.isStale === true) setTimeout(() => void refreshChannels(), 1_000);
  }

  async function refreshUsers(userId?: string): Promise<void> {
    if (userId !== undefined && state.value?.users.has(userId)) return;
    const { users } = await api.users().catch(() => ({ users: undefined }));
    if (users !== undefined) dispatch({ type: 'users', users });
  }

  /** A page of the channel's history. */
  async function load(
    channelId: string,
    side: 'older' | 'newer' | 'around',
    seq?: number,
  ): Promise<void> {
    const timeline = state.value?.timelines.get(channelId);
    if (side === 'older') {
      const before = timeline?.messages[0]?.seq;
      const query = before === undefined ? {} : { before };
      const page = await api.messages(channelId, { ...query, limit: PAGE });
      dispatch({
        type: 'page',
        channelId,
        page: { messages: page.messages, side, hasOlder: page.hasMore },
      });
      return;
    }
    if (side === 'newer') {
      const after = timeline?.messages.at(-1)?.seq ?? 0;
      const page = await api.messages(channelId, { after, limit: PAGE });
      dispatch({
        type: 'page',
        channelId,
        page: { messages: page.messages, side, hasNewer: page.hasMore },
      });
      return;
    }
    const older = await api.messages(channelId, { ...(seq && { before: seq + 1 }), limit: PAGE });
    const last = older.messages.at(-1)?.seq ?? 0;
    const newer =
      seq === undefined ? undefined : await api.messages(channelId, { after: last, limit: PAGE });
    dispatch({
      type: 'page',
      channelId,
      page: {
        messages: [...older.messages, ...(newer?.messages ?? [])],
        side,
        hasOlder: older.hasMore,
        hasNewer: newer?.hasMore ?? false,
      },
    });
  }

  function openChannel(id: string): void {
    const before = openChannelId.value;
    if (before !== undefined && before !== id)
      dispatch({ type: 'left-timeline', channelId: before });
    openChannelId.value = id;
    isSidebarOpen.value = false;
  }

  async function openDirect(userId: string): Promise<void> {
    const { id } = await api.openDirect(userId);
    if (state.value?.channels.has(id) !== true) await refreshChannels();
    openChannel(id);
  }

  /** At the first unread message, or at the newest where all has been read. */
  async function openTimeline(channelId: string): Promise<void> {
    const channel = state.value?.channels.get(channelId);
    const seq = channel !== undefined && channel.unread > 0 ? channel.lastReadSeq + 1 : undefined;
    await load(channelId, 'around', seq).catch(() =>
      setTimeout(() => void openTimeline(channelId), 2_000),
    );
  }

  function post(channelId: string, body: string, replyToId: string | null): void {
    dispatch({
      type: 'posted',
      post: {
        clientId: crypto.randomUUID(),
        channelId,
        body,
        replyToId,
        postedAt: new Date().toISOString(),
        status: 'waiting',
      },
    });
    send();
  }

  function retry(clientId: string): void {
    dispatch({ type: 'post-retried', clientId });
    send();
  }

  async function markRead(channelId: string, seq: number): Promise<void> {
    dispatch({ type: 'read', channelId, seq });
    await api.markRead(channelId, seq).catch(() => undefined);
  }

  return {
    screen,
    state,
    keeper,
    dispatch,
    start,
    device,
    signIn,
    logOut,
    setAway,
    wake: () => stream?.wake(),
    wakeIfLost() {
      if (state.value?.connection.kind === 'reconnecting') stream?.wake();
    },
    openChannelId,
    isSidebarOpen,
    dialog,
    openChannel,
    openDirect,
    openTimeline,
    load,
    post,
    retry,
    markRead,
    refreshChannels,
    refreshUsers,
  };
}

/** As people call it: what they are told when they want to sign in somewhere else. */
function browserName(agent: string): string {
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser';
  const system = /Windows|Mac OS|Android|iPhone|Linux/.exec(agent)?.[0];
  const name = browser === 'Edg' ? 'Edge' : browser;
  return system === undefined ? name : `${name} · ${system}`;
}

function outboxOf({ id }: User): string {
  return `outbox.${id}`;
}
