/**
 * The contract between Electron's main process and the page, which finds it as `window.workspace`;
 * in a browser there is none. Values in, values out: the preload script offers these calls and
 * nothing else, and main checks every argument.
 */

/** Stands in the page for the device token, which only main holds. */
export const KEPT_BY_MAIN = 'kept-by-main';

/** The three ways of use that `connection.json` presets an address for. */
export type ConnectionMode = 'local' | 'proxmox' | 'production';

export interface ServerChoice {
  /** The origin in use, as `https://chat.example.lan`. */
  url: string;
  /** What the installation offers. */
  presets: readonly { mode: ConnectionMode; url: string }[];
}

/** What calling an address came to. */
export type ServerCheck =
  | { ok: true; url: string }
  | {
      ok: false;
      reason: 'invalid-address' | 'unreachable' | 'untrusted-certificate' | 'not-workspace';
    };

/** What belongs to this workstation and not to an account. */
export interface DesktopSettings {
  closeToTray: boolean;
  startAtLogin: boolean;
  notifications: boolean;
}

/** What the tray, the badge and the task bar show. */
export interface ShownState {
  connection: 'live' | 'catching-up' | 'reconnecting' | 'signed-out';
  messages: number;
  mentions: number;
}

export interface Notice {
  title: string;
  body: string;
  /** Where a click leads. */
  channelId: string;
}

/** How the page looks and speaks, for the menus and the frame around it. */
export interface Appearance {
  language: 'en' | 'fr';
  theme: 'light' | 'dark' | 'system';
}

export interface Bridge {
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly version: string;
  getServer(): Promise<ServerChoice>;
  /** Calls the address, and uses and remembers it where Workspace answers there. */
  setServer(url: string): Promise<ServerCheck>;
  /** Whether this workstation's user can sign in again without the password, by KEPT_BY_MAIN. */
  isRemembered(): Promise<boolean>;
  /** False where the system has no safe place for secrets: "stay signed in" cannot be offered then. */
  canKeepSecrets(): Promise<boolean>;
  getSettings(): Promise<DesktopSettings>;
  changeSettings(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
  showState(state: ShownState): void;
  showAppearance(appearance: Appearance): void;
  /** A native notification, where the window has not the focus and the settings allow it. */
  notify(notice: Notice): void;
  /** Restarts into the version that `onUpdateReady` has told of. */
  installUpdate(): void;

  /** A notification or a `workspace://channel/…` link was followed. */
  onOpenChannel(listener: (channelId: string) => void): void;
  /** The machine woke up, or was unlocked. */
  onWake(listener: () => void): void;
  /** Nobody has touched the workstation for a while, or somebody is back. */
  onIdle(listener: (isIdle: boolean) => void): void;
  onUpdateReady(listener: (version: string) => void): void;
}

/** The bridge's members by how they cross. What the page says needs no answer, but is refused aloud. */
export const ASKED = [
  'getServer',
  'setServer',
  'isRemembered',
  'canKeepSecrets',
  'getSettings',
  'changeSettings',
] as const satisfies (keyof Bridge)[];
export const SAID = [
  'showState',
  'showAppearance',
  'notify',
  'installUpdate',
] as const satisfies (keyof Bridge)[];
export const TOLD = [
  'onOpenChannel',
  'onWake',
  'onIdle',
  'onUpdateReady',
] as const satisfies (keyof Bridge)[];

/** The IPC channel of a member. */
export function channelOf(name: string): string {
  return `workspace:${name}`;
}

declare global {
  interface Window {
    readonly workspace?: Bridge;
  }
}
