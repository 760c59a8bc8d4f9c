import { computed, effect, signal } from '@preact/signals';
import type { Bridge } from '../bridge.ts';
import type { Preferences } from './preferences.ts';
import { noticeOf } from './state/notice.ts';
import { shownState } from './state/shown-state.ts';
import type { Store } from './store.ts';

/**
 * Connects the page with its surroundings: the window's title, and in Electron the tray, the badge,
 * notifications, links, and the machine's sleep and idleness.
 */
export function connectDesk(
  store: Store,
  preferences: Preferences,
  bridge: Bridge | undefined,
): void {
  const shown = computed(() => shownState(store.state.value));
  const connection = computed(() => shown.value.connection);
  const messages = computed(() => shown.value.messages);
  const mentions = computed(() => shown.value.mentions);
  // As one text, so that it changes only where the channels do.
  const unread = computed(() => shown.value.unread.join(' '));
  effect(() => {
    document.title = messages.value === 0 ? 'Workspace' : `(${messages.value}) Workspace`;
  });
  if (bridge === undefined) return;

  effect(() =>
    bridge.showState({
      connection: connection.value,
      messages: messages.value,
      mentions: mentions.value,
      unread: unread.value.split(' ').filter(Boolean),
    }),
  );
  effect(() =>
    bridge.showAppearance({
      language: preferences.spoken.value,
      theme: preferences.theme.value,
    }),
  );
  store.onEvents((state, events) => {
    for (const event of events) {
      const notice = noticeOf(state, event);
      if (notice !== undefined) bridge.notify(notice);
    }
  });

  // A link may be followed before anybody is signed in.
  const wanted = signal<string | undefined>(undefined);
  bridge.onOpenChannel((channelId) => {
    wanted.value = channelId;
  });
  effect(() => {
    const state = store.state.value;
    if (state === undefined || wanted.value === undefined) return;
    if (state.channels.has(wanted.value)) store.openChannel(wanted.value);
    wanted.value = undefined;
  });
  bridge.onReply((channelId, text) => {
    if (text.trim() !== '') store.post(channelId, text.trim(), null);
  });
  bridge.onFault((fault) => {
    store.fault.value = fault;
  });
  bridge.onWake(store.wake);
  bridge.onIdle(store.setAway);
}
