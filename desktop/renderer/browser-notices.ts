import { effect } from '@preact/signals';
import type { Notice } from '../bridge.ts';
import type { Preferences } from './preferences.ts';
import { noticeOf } from './state/notice.ts';
import type { Store } from './store.ts';

/**
 * Notifications of the browser, where the user wants them and is not on the page: one of each channel,
 * which a click opens. One whose channel has been read is taken back.
 */
export function showBrowserNotices(store: Store, { notices }: Preferences): void {
  const shown = new Map<string, Notification>();
  store.onEvents((state, events) => {
    if (!notices.value || document.hasFocus() || !isAllowed()) return;
    for (const event of events) {
      const notice = noticeOf(state, event, new Date());
      if (notice !== undefined) shown.set(notice.channelId, show(store, notice));
    }
  });
  effect(() => {
    const channels = store.state.value?.channels;
    for (const [id, notification] of shown) {
      if ((channels?.get(id)?.unread ?? 0) > 0) continue;
      notification.close();
      shown.delete(id);
    }
  });
}

/** Whether the browser has notifications here: over plain HTTP it has none that it would show. */
export function areNoticesPossible(): boolean {
  return window.workspace === undefined && 'Notification' in window && isSecureContext;
}

/** Asks the user by the browser's own question. False where they, or the browser, refuse. */
export async function askForNotices(): Promise<boolean> {
  return (await Notification.requestPermission()) === 'granted';
}

function isAllowed(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}

function show(store: Store, { title, body, channelId }: Notice): Notification {
  const notification = new Notification(title, { body, tag: channelId });
  notification.onclick = () => {
    window.focus();
    store.openChannel(channelId);
    notification.close();
  };
  return notification;
}
