import { signal } from '@preact/signals';
import { api } from './live/api.ts';
import type { Keeper } from './live/keeper.ts';
import type { Lists } from './live/lists.ts';
import type { Model } from './live/model.ts';
import type { Dialog } from './state/dialog.ts';
import { openChannelOf } from './state/select.ts';

/** What is open: the channel, the sidebar of a narrow window, and the dialog. */
export function createNavigation({ state, dispatch }: Model, keeper: Keeper, lists: Lists) {
  const openChannelId = signal<string | undefined>(undefined);
  const isSidebarOpen = signal(false);
  const dialog = signal<Dialog | undefined>(undefined);

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

  return {
    openChannelId,
    isSidebarOpen,
    dialog,
    openChannel,
    async openDirect(userId: string): Promise<void> {
      const { id } = await api.openDirect(userId);
      if (state.value?.channels.has(id) !== true) await lists.refreshChannels();
      openChannel(id);
    },
    openDialog(shown: Dialog): void {
      dialog.value = shown;
    },
    isShown: (channelId: string) => shownChannelId() === channelId,
    onIn(userId: string): void {
      const kept = keeper.read(placeOf(userId));
      if (openChannelId.value === undefined && typeof kept === 'string') openChannelId.value = kept;
    },
    onOut(): void {
      openChannelId.value = undefined;
      dialog.value = undefined;
    },
  };
}

function placeOf(userId: string): string {
  return `open.${userId}`;
}
