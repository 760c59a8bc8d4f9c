import { app, type BrowserWindow, Notification } from 'electron';
import type { Notice, ShownState } from '../bridge.ts';
import type { Icons } from './icons.ts';
import { notificationBody } from './notification-markup.ts';

/**
 * How many shown notifications to keep a reference to: without one, a notification is
 * garbage-collected together with its click handler.
 */
const MOST_SHOWN = 20;

export interface AttentionDeps {
  window: BrowserWindow;
  icons: Icons;
  platform: NodeJS.Platform;
  areNotificationsOn(): boolean;
  onOpen(channelId: string): void;
}

export interface Attention {
  notify(notice: Notice): void;
  showUnread(state: ShownState, description: string): void;
}

/**
 * Draws the user's attention: notifications while the window lacks the focus, and unread counts.
 */
export function createAttention(deps: AttentionDeps): Attention {
  const { window, icons, platform } = deps;
  const shown: Notification[] = [];
  window.on('focus', () => window.flashFrame(false));

  async function show(title: string, body: string, channelId: string): Promise<void> {
    const notification = new Notification({ title, body: await notificationBody(body, platform) });
    shown.push(notification);
    if (shown.length > MOST_SHOWN) shown.shift();
    notification.on('click', () => deps.onOpen(channelId));
    notification.show();
  }

  return {
    notify({ title, body, channelId }) {
      if (window.isFocused() || !deps.areNotificationsOn() || !Notification.isSupported()) return;
      void show(title, body, channelId);
      window.flashFrame(true);
    },
    showUnread({ messages, mentions }, description) {
      if (platform === 'win32') {
        const overlay = messages > 0 ? icons.overlay(mentions > 0 ? 'mention' : 'unread') : null;
        window.setOverlayIcon(overlay, description);
      } else app.setBadgeCount(mentions > 0 ? mentions : messages);
    },
  };
}
