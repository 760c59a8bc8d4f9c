import { app, type BrowserWindow, Notification } from 'electron';
import type { Notice, ShownState } from '../../bridge.ts';
import type { Icons } from './icons.ts';
import { notificationBody } from './notification-markup.ts';

export interface AttentionDeps {
  window: BrowserWindow;
  icons: Icons;
  platform: NodeJS.Platform;
  areNotificationsOn(): boolean;
  onOpen(channelId: string): void;
  onReply(channelId: string, text: string): void;
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
  // The newest of each channel. Without a reference, one is garbage-collected with its click handler.
  const shown = new Map<string, Notification>();
  window.on('focus', () => window.flashFrame(false));

  async function show(title: string, body: string, channelId: string): Promise<void> {
    const notification = new Notification({
      title,
      body: await notificationBody(body, platform),
      // Where the system keeps those that have left the screen, it keeps one of each channel.
      id: channelId,
      groupId: 'messages',
      hasReply: true,
    });
    shown.get(channelId)?.close();
    shown.set(channelId, notification);
    notification.on('click', () => deps.onOpen(channelId));
    notification.on('reply', ({ reply }) => deps.onReply(channelId, reply));
    notification.show();
  }

  return {
    notify({ title, body, channelId }) {
      if (window.isFocused() || !deps.areNotificationsOn() || !Notification.isSupported()) return;
      void show(title, body, channelId);
      window.flashFrame(true);
    },
    showUnread({ messages, mentions, unread }, description) {
      for (const [channelId, notification] of shown) {
        if (unread.includes(channelId)) continue;
        notification.close();
        shown.delete(channelId);
      }
      if (platform === 'win32') {
        const overlay = messages > 0 ? icons.overlay(mentions > 0 ? 'mention' : 'unread') : null;
        window.setOverlayIcon(overlay, description);
      } else app.setBadgeCount(mentions > 0 ? mentions : messages);
    },
  };
}
