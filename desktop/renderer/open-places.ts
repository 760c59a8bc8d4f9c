import { batch, computed, effect, signal } from '@preact/signals';
import {
  type ChannelPlace,
  formatAddress,
  type ListPlace,
  type PagePlace,
  type Place,
} from '../address.ts';
import type { Model } from './live/model.ts';
import type { Panes } from './panes.ts';
import type { Astray } from './state/astray.ts';
import { type Dialog, dialogOf, placeOfDialog } from './state/dialog.ts';
import { type MessageLink, messageAt } from './state/linked.ts';
import { besideOf, isOtherThread, isThreadToCome, paneOf, shownPane } from './state/pane.ts';
import { openChannelOf } from './state/select.ts';

export type OpenPlaces = ReturnType<typeof createOpenPlaces>;

/**
 * What is open: the channel and what stands beside it, the page in its stead, the dialog over them, and
 * the sidebar of a narrow window. The address in the browser always says the same. A change of channel,
 * page or thread is a step in its history. A dialog is none, since its address takes the place of that of
 * what it lies over, and so does that of another pane.
 */
export function createOpenPlaces(
  { state, dispatch }: Model,
  { pane }: Panes,
  onChannel: (id: string) => void,
) {
  /** Whose places these are; undefined while nobody is signed in. */
  const owner = signal<string | undefined>(undefined);
  const openChannelId = signal<string | undefined>(undefined);
  /** The message to show in the channel: another object each time that it is to be shown. */
  const aim = signal<MessageLink | undefined>(undefined);
  /** The one that was open before. */
  const lastChannelId = signal<string | undefined>(undefined);
  const chosenPage = signal<PagePlace | ListPlace | undefined>(undefined);
  const dialog = signal<Dialog | undefined>(undefined);
  const isSidebarOpen = signal(false);
  const astray = signal<Astray | undefined>(undefined);
  /** The message to which one has gone from what was found. */
  let result: MessageLink | undefined;
  /** While a place is being shown: whether that is a step. */
  let isStep: boolean | undefined;
  let steps = 0;

  const page = computed(() => {
    const isRefused = chosenPage.value?.kind === 'admin' && state.value?.me.role === 'member';
    return isRefused ? undefined : chosenPage.value;
  });
  const channelId = computed(
    () => state.value && openChannelOf(state.value, openChannelId.value)?.id,
  );
  const query = computed(() => state.value?.search?.query);
  const place = computed<Place | undefined>(() => {
    if (state.value === undefined || state.value.me.id !== owner.value) return undefined;
    const channel = channelId.value === undefined ? undefined : channelPlace(channelId.value);
    return pagePlace() ?? placeOfDialog(dialog.value) ?? channel;
  });
  const address = computed(() => place.value && formatAddress(place.value));
  let before: ChannelPlace | undefined;
  effect(() => {
    if (address.value === undefined) before = undefined;
    const to = place.peek();
    if (address.value === undefined || to === undefined) return;
    if (isThreadToCome(pane.value, before, to)) return;
    writeAddress(address.value, isStep ?? isOtherThread(before, to));
    if (to.kind === 'channel') before = to;
  });
  // A thread that is opened again opens where it is to be read.
  effect(() => {
    const at = aim.value?.channelId;
    const beside = place.value?.kind === 'channel' ? place.value.beside : undefined;
    if (at === undefined || at === channelId.value || page.value || dialog.value) return;
    if (typeof beside !== 'object' || beside.threadId !== at) aim.value = undefined;
  });

  function pagePlace(): PagePlace | ListPlace | undefined {
    const open = page.value;
    if (open === undefined || open.kind === 'settings' || open.kind === 'admin') return open;
    return pane.value?.name === 'search' ? { ...open, query: query.value } : open;
  }

  function channelPlace(id: string): ChannelPlace {
    const seq = aim.value?.channelId === id ? aim.value.seq : undefined;
    const shown = shownPane(pane.value, state.value?.channels.get(id));
    const beside = besideOf(shown, aim.value);
    return { kind: 'channel', channelId: id, seq, beside, query: query.value };
  }

  const shownChannelId = () => (page.value === undefined ? channelId.value : undefined);

  function show(to: Place, why?: Astray): void {
    const before = shownChannelId();
    chosenPage.value = pageOf(to);
    dialog.value = dialogOf(to);
    isSidebarOpen.value = false;
    astray.value = why;
    if (to.kind === 'people') pane.value = { name: 'people' };
    // Who goes on keeps what stands beside the conversation, and who goes back has it as it was.
    if (isList(to) && (to.query !== undefined || (!isStep && pane.value?.name === 'search'))) {
      pane.value = to.query === undefined ? undefined : { name: 'search' };
      dispatch({ type: 'search', query: to.query });
    }
    if (to.kind === 'channel') {
      if (channelId.value !== to.channelId) lastChannelId.value = channelId.value;
      openChannelId.value = to.channelId;
      aim.value = messageAt(to);
      result = to.query === undefined ? undefined : aim.peek();
      if (to.beside !== undefined || to.query !== undefined || !isStep) {
        pane.value = paneOf(to, pane.value);
        dispatch({ type: 'search', query: to.query });
      }
      // What was found was put aside for a message, which is left.
      if (pane.value === undefined && to.query === undefined) {
        dispatch({ type: 'search', query: undefined });
      }
      onChannel(to.channelId);
    }
    if (before !== undefined && before !== shownChannelId()) {
      dispatch({ type: 'left-timeline', channelId: before });
    }
  }

  return {
    ...{
      owner,
      openChannelId,
      lastChannelId,
      channelId,
      aim,
      page,
      place,
      address,
      dialog,
      isSidebarOpen,
      astray,
    },
    shownChannelId,
    /** Whether a message is open that was found, and has not been left since. */
    isAtResult: () => result !== undefined && result === aim.peek(),
    leaveResult(): void {
      result = undefined;
    },
    /** Counts what has been gone to, for those who wait meanwhile. */
    steps: () => steps,
    /** Shows a place of which it is known that it is there, and what is to be said of the way to it. */
    show(to: Place, { asStep, why }: { asStep: boolean; why?: Astray | undefined }): void {
      steps += 1;
      isStep = asStep;
      batch(() => show(to, why));
      isStep = undefined;
    },
    forget(): void {
      const own = [owner, openChannelId, lastChannelId, aim, chosenPage, dialog, astray, pane];
      for (const one of own) one.value = undefined;
    },
  };
}

function isList(to: Place): to is ListPlace {
  return to.kind === 'unread' || to.kind === 'threads' || to.kind === 'saved';
}

/** The page of the place, without what stands beside it. */
function pageOf(to: Place): PagePlace | ListPlace | undefined {
  if (isList(to)) return { kind: to.kind };
  return to.kind === 'settings' || to.kind === 'admin' ? to : undefined;
}

export function writeAddress(address: string, isStep = false): void {
  if (address === location.hash) return;
  history[isStep ? 'pushState' : 'replaceState'](null, '', address);
}
