/**
 * What the renderer may ask of Electron's main process, and what it is told; `window.workspace`
 * where there is one, which in a browser there is not. Values only, no functions across.
 */
export interface Bridge {
  platform: 'linux' | 'win32' | 'darwin';
  version: string;
  /** Where the server is; null where none has been chosen. */
  getServer(): Promise<string | null>;
  /** Chooses a server once it has been called and answers as Workspace does. */
  setServer(url: string): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** Unread for the tray and the badge. */
  showUnread(unread: { messages: number; mentions: number }): void;
  notify(notice: { title: string; body: string; channelId: string }): void;
  onOpenChannel(listener: (channelId: string) => void): void;
  /** The machine woke up, or the network is back. */
  onWake(listener: () => void): void;
  /** The person has been away from the keyboard, or is back. */
  onIdle(listener: (isIdle: boolean) => void): void;
}

declare global {
  interface Window {
    readonly workspace?: Bridge;
  }
}
