import { computed, effect } from '@preact/signals';
import { formatAddress } from '../address.ts';
import type { Bridge } from '../bridge.ts';
import { showBrowserNotices } from './browser-notices.ts';
import type { Preferences } from './preferences.ts';
import { noticeOf } from './state/notice.ts';
import { shownState } from './state/shown-state.ts';
import type { Store } from './store.ts';
import { shownTitle } from './views/title.ts';

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
  const placeName = computed(() => nameOf(store, preferences));
  effect(() => {
    const count = messages.value === 0 ? '' : `(${messages.value}) `;
    document.title = `${count}${[placeName.value, 'Workspace'].filter(Boolean).join(' · ')}`;
  });
  onOwnLinks(store);
  onPeople(store);
  if (bridge === undefined) {
    showBrowserNotices(store, preferences);
    return;
  }

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
      const notice = noticeOf(state, event, new Date());
      if (notice !== undefined) bridge.notify(notice);
    }
  });

  bridge.onOpenPlace((address) => void store.follow(address, true));
  effect(() => {
    // Another server may have been chosen on the sign-in screen.
    if (store.screen.value.name !== 'chat') return;
    void bridge.getServer().then(({ url }) => {
      store.origin.value = url;
    });
  });
  bridge.onReply((channelId, text) => store.post(channelId, text, null));
  bridge.onFault((fault) => {
    store.fault.value = fault;
  });
  bridge.onWake(store.wake);
  bridge.onIdle(store.setAway);
}

/** What the open place is called. */
function nameOf({ state, place }: Store, preferences: Preferences): string | undefined {
  const { t } = preferences;
  switch (place.value?.kind) {
    case 'channel': {
      const channel = state.value?.channels.get(place.value.channelId);
      return state.value && channel && shownTitle(preferences, state.value, channel);
    }
    case 'settings':
    case 'admin':
      return t(`nav.${place.value.kind}`);
    case 'unread':
      return t('unread.title');
    case 'threads':
      return t('threads.title');
    case 'saved':
      return t('saved.title');
    case 'channels':
      return t('nav.add-channel');
    case 'message':
      return t('people.new-message');
    case 'shortcuts':
      return t('nav.shortcuts');
    case 'people':
      return t('nav.people');
    case 'person':
      return state.value?.names.get(place.value.userId);
    case undefined:
      return undefined;
  }
}

/** A link to a place of this server opens it here; with a key or another button it goes its own way. */
function onOwnLinks(store: Store): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const to = link === null ? undefined : store.placeOf(link.href);
    if (to === undefined) return;
    event.preventDefault();
    void store.follow(formatAddress(to), true);
  });
}

/** A name, an avatar or a mention of somebody opens their card. One listener serves all rows. */
function onPeople(store: Store): void {
  document.addEventListener('click', (event) => {
    const place = event.target instanceof Element ? event.target.closest('[data-user]') : null;
    const userId = place?.getAttribute('data-user');
    if (userId) store.openDialog({ name: 'person', userId });
  });
}
