import { batch, computed, effect, signal } from '@preact/signals';
import {
  type ChannelPlace,
  type DialogPlace,
  formatAddress,
  type ListPlace,
  type PagePlace,
  type Place,
} from '../address.ts';
import type { Model } from './live/model.ts';
import type { Astray } from './state/astray.ts';
import type { Dialog } from './state/dialog.ts';
import type { MessageLink } from './state/linked.ts';
import { openChannelOf } from './state/select.ts';

export type OpenPlaces = ReturnType<typeof createOpenPlaces>;

/**
 * What is open: the channel, the page in its stead, the dialog over them, and the sidebar of a narrow
 * window. The address in the browser always says the same. A change of channel or page is a step in
 * its history; a dialog is none, since its address takes the place of that of what it lies over.
 */
export function createOpenPlaces({ state, dispatch }: Model, onChannel: (id: string) => void) {
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
  let isStep = false;
  let steps = 0;

  const page = computed(() => {
    const isRefused = chosenPage.value?.kind === 'admin' && state.value?.me.role === 'member';
    return isRefused ? undefined : chosenPage.value;
  });
  const channelId = computed(
    () => state.value && openChannelOf(state.value, openChannelId.value)?.id,
  );
  const place = computed<Place | undefined>(() => {
    if (state.value === undefined || state.value.me.id !== owner.value) return undefined;
    const channel = channelId.value === undefined ? undefined : channelPlace(channelId.value);
    return page.value ?? placeOfDialog(dialog.value) ?? channel;
  });
  const address = computed(() => place.value && formatAddress(place.value));
  effect(() => {
    if (address.value !== undefined) writeAddress(address.value, isStep);
  });

  function channelPlace(id: string): ChannelPlace {
    const seq = aim.value?.channelId === id ? aim.value.seq : undefined;
    return { kind: 'channel', channelId: id, seq };
  }

  const shownChannelId = () => (page.value === undefined ? channelId.value : undefined);

  function show(to: Place, why?: Astray): void {
    const before = shownChannelId();
    chosenPage.value = isDialog(to) || to.kind === 'channel' ? undefined : to;
    dialog.value = isDialog(to) ? { name: to.kind } : undefined;
    isSidebarOpen.value = false;
    astray.value = why;
    if (to.kind === 'channel') {
      if (channelId.value !== to.channelId) lastChannelId.value = channelId.value;
      openChannelId.value = to.channelId;
      aim.value = to.seq === undefined ? undefined : { channelId: to.channelId, seq: to.seq };
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
    /** Counts what has been gone to, for those who wait meanwhile. */
    steps: () => steps,
    /** Shows a place of which it is known that it is there, and what is to be said of the way to it. */
    show(to: Place, { asStep, why }: { asStep: boolean; why?: Astray | undefined }): void {
      steps += 1;
      isStep = asStep;
      batch(() => show(to, why));
      isStep = false;
    },
    forget(): void {
      for (const one of [owner, openChannelId, lastChannelId, aim, chosenPage, dialog, astray]) {
        one.value = undefined;
      }
    },
  };
}

/** A dialog that is worth an address; a question, or a way to elsewhere, is not. */
function placeOfDialog(dialog: Dialog | undefined): DialogPlace | undefined {
  const name = dialog?.name;
  return name === 'channels' || name === 'message' || name === 'shortcuts'
    ? { kind: name }
    : undefined;
}

function isDialog(to: Place): to is DialogPlace {
  return to.kind === 'channels' || to.kind === 'message' || to.kind === 'shortcuts';
}

export function writeAddress(address: string, isStep = false): void {
  if (address === location.hash) return;
  history[isStep ? 'pushState' : 'replaceState'](null, '', address);
}
