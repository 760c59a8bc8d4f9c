import { signal } from '@preact/signals';
import { type Account, createAccount } from './live/account.ts';
import { AWAKE, api, SESSION_OVER } from './live/api.ts';
import { createConnection } from './live/connection.ts';
import { describeDevice } from './live/device.ts';
import { createHistory } from './live/history.ts';
import { newId } from './live/ids.ts';
import type { Keeper } from './live/keeper.ts';
import { createKeptPosts } from './live/kept-posts.ts';
import { createLists, type Lists } from './live/lists.ts';
import { createModel } from './live/model.ts';
import { createNaps } from './live/naps.ts';
import { createOutbox } from './live/outbox.ts';
import { createReading } from './live/reading.ts';
import type { Dialog } from './state/dialog.ts';
import type { LiveEvent } from './state/live-event.ts';
import { nextPost } from './state/posts.ts';
import { openChannelOf } from './state/select.ts';
import type { State } from './state/state.ts';

export type { Screen } from './live/account.ts';
export type Store = ReturnType<typeof createStore>;

/** The page's state and everything that changes it. */
export function createStore(keeper: Keeper) {
  const model = createModel();
  const { state, dispatch } = model;
  const openChannelId = signal<string | undefined>(undefined);
  const isSidebarOpen = signal(false);
  const dialog = signal<Dialog | undefined>(undefined);
  const naps = createNaps();
  const keptPosts = createKeptPosts(keeper);
  model.onChange(keptPosts.note);

  const hearers: ((state: State, events: readonly LiveEvent[]) => void)[] = [];
  const connection = createConnection(model, (): Lists => lists, {
    onOver: (reason) => account.onOver(reason),
    onStranger: () => void account.comeBack(),
    onReset: () => void account.reload(),
    onSilent: wake,
    onOpen() {
      naps.wake();
      outbox.send();
    },
    onApplied(events) {
      if (state.value !== undefined) for (const hear of hearers) hear(state.value, events);
    },
  });
  const lists = createLists(model, naps, connection.aim);
  const reading = createReading(model, naps);
  const history = createHistory(model, naps, (id) => shownChannelId() === id);
  const outbox = createOutbox({
    waiting() {
      const now = state.value;
      // Another user may have signed in, in another window: the browser's session is then theirs.
      if (now === undefined || !account.isIn(now.me)) return [];
      return now.outbox.filter((post) => post.status === 'waiting');
    },
    onSent(clientId) {
      dispatch({ type: 'post-sent', clientId });
      // The server has answered, so the stream need not wait for its next try.
      connection.wakeIfLost();
    },
    onRefused: (clientId, detail) => dispatch({ type: 'post-refused', clientId, detail }),
  });
  const account: Account = createAccount({
    keeper,
    model,
    naps,
    connection,
    keptPosts,
    onIn(me) {
      const kept = keeper.read(placeOf(me.id));
      if (openChannelId.value === undefined && typeof kept === 'string') openChannelId.value = kept;
      outbox.send();
    },
    onOut() {
      reading.forget();
      openChannelId.value = undefined;
      dialog.value = undefined;
    },
  });
  window.addEventListener(SESSION_OVER, () => void account.comeBack());

  function shownChannelId(): string | undefined {
    return state.value && openChannelOf(state.value, openChannelId.value)?.id;
  }

  function openChannel(id: string): void {
    const before = shownChannelId();
    if (before !== undefined && before !== id) {
      dispatch({ type: 'left-timeline', channelId: before });
    }
    openChannelId.value = id;
    isSidebarOpen.value = false;
    if (state.value !== undefined) keeper.write(placeOf(state.value.me.id), id);
  }

  async function openDirect(userId: string): Promise<void> {
    const { id } = await api.openDirect(userId);
    if (state.value?.channels.has(id) !== true) await lists.refreshChannels();
    openChannel(id);
  }

  function post(channelId: string, body: string, replyToId: string | null): void {
    const now = state.value;
    if (now === undefined) return;
    const written = { clientId: newId(), channelId, body, replyToId };
    dispatch({ type: 'posted', post: nextPost(now, written, Date.now()) });
    outbox.send();
  }

  function retry(clientId: string): void {
    dispatch({ type: 'post-retried', clientId });
    outbox.send();
  }

  function wake(): void {
    window.dispatchEvent(new Event(AWAKE));
    naps.wake();
    connection.wake();
  }

  return {
    screen: account.screen,
    state,
    keeper,
    dispatch,
    start: account.start,
    device: () => describeDevice(keeper),
    signIn: account.signIn,
    logOut: account.logOut,
    setAway: connection.setAway,
    /**
     * The network has changed, or the machine has woken up. Gives up the connections, which are
     * dead, and tries again without waiting.
     */
    wake,
    /**
     * Somebody looks at the page. Does the same if the stream is lost or has been silent too long.
     */
    wakeIfLost() {
      naps.wake();
      connection.wakeIfLost();
    },
    heedOtherWindows: account.heedOtherWindows,
    /** Calls `hear` with the events that have arrived, and with the state after them. */
    onEvents(hear: (state: State, events: readonly LiveEvent[]) => void): void {
      hearers.push(hear);
    },
    openChannelId,
    isSidebarOpen,
    dialog,
    openDialog(shown: Dialog): void {
      dialog.value = shown;
    },
    openChannel,
    openDirect,
    openTimeline: history.openTimeline,
    load: history.load,
    loadQuote: history.loadQuote,
    post,
    retry,
    markRead: reading.markRead,
    refreshChannels: lists.refreshChannels,
    refreshUsers: lists.refreshUsers,
  };
}

function placeOf(userId: string): string {
  return `open.${userId}`;
}
