/**
 * The contract between Electron's main process and the page. The page finds it as
 * `window.workspace`, which is undefined in a browser. Only values cross: the preload script offers
 * these calls and nothing else, and main checks every argument.
 */

/** The page's placeholder for the session token and the device token, which only main holds. */
export const KEPT_BY_MAIN = 'kept-by-main';

/** The largest file of which main makes a copy, in order to drag it out of the window. */
export const MOST_DRAGGED_BYTES = 100 * 2 ** 20;

/** The modes for which `connection.json` presets an address. */
export type ConnectionMode = 'local' | 'proxmox' | 'production';

export interface ServerChoice {
  /** The origin in use, as `https://chat.example.lan`. */
  url: string;
  /** What the installation offers. */
  presets: readonly { mode: ConnectionMode; url: string }[];
}

/** Why a server gave no answer of its own. */
export type FaultCode =
  | 'unreachable'
  | 'name-not-found'
  | 'untrusted-certificate'
  | 'changed-certificate'
  | 'expired-certificate'
  | 'certificate-of-another'
  | 'client-certificate-wanted'
  | 'proxy-unreachable'
  | 'proxy-password-wanted'
  | 'server-password-wanted';

export interface ServerCertificate {
  subject: string;
  issuer: string;
  fingerprint: string;
  /** In milliseconds since 1970, as all times here. */
  validUntil: number;
  /** The one that was trusted last, where it was another. */
  was?: { issuer: string; fingerprint: string };
}

/** Something between here and the server asks for a name and a password of its own. */
export interface WantedPassword {
  /** The proxy's `host:port`, or the server's origin. */
  to: string;
  /** What it calls itself. */
  realm: string;
  /** The one that was given last is wrong. */
  wasRefused: boolean;
}

/** What was tried when a server could not be reached. */
export interface Fault {
  code: FaultCode;
  /** The origin that was called. */
  url: string;
  /** As `PROXY proxy.example.lan:3128`; without one, the call was direct. */
  proxy?: string;
  /** Chromium's name of the error, as `ERR_CERT_AUTHORITY_INVALID`. */
  error: string;
  at: number;
  /** The one that was refused. */
  certificate?: ServerCertificate;
  password?: WantedPassword;
}

/** The result of calling an address. */
export type ServerCheck =
  | { ok: true; url: string }
  | { ok: false; reason: 'invalid-address' | 'not-workspace' | FaultCode; fault?: Fault };

/** The settings of this workstation, not of an account. */
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
  /** The channels in which something is unread. */
  unread: readonly string[];
}

export interface Notice {
  title: string;
  body: string;
  /** The channel that a click opens. */
  channelId: string;
}

/** A file that the page has given out, while it is saved and after. */
export interface Download {
  id: number;
  name: string;
  /** Bytes so far. */
  received: number;
  /** Bytes in all; 0 where that is not known. */
  total: number;
  state: 'progressing' | 'completed' | 'failed' | 'cancelled';
  /** Of one that has failed: the server has not given it out, or not all of it, or there is no room. */
  why?: 'not-given' | 'broken-off' | 'disk-full';
  /** Whether `openDownload` does anything. */
  mayOpen: boolean;
}

/** The page's language and theme, for the menus and the window frame. */
export interface Appearance {
  language: 'en' | 'fr';
  theme: 'light' | 'dark' | 'system';
}

export interface Bridge {
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly version: string;
  getServer(): Promise<ServerChoice>;
  /** Calls the address. If Workspace answers there, uses and remembers it. */
  setServer(url: string): Promise<ServerCheck>;
  /** Gives the password that a `Fault` says is wanted. It is kept until the program ends. */
  givePassword(to: string, username: string, password: string): Promise<void>;
  /** Whether the user can sign in again with KEPT_BY_MAIN as device token, without a password. */
  isRemembered(): Promise<boolean>;
  /** False if the system has no safe store for secrets: "stay signed in" is not offered then. */
  canKeepSecrets(): Promise<boolean>;
  /** The languages in which spelling cannot be checked, since there is no dictionary. */
  missingDictionaries(): Promise<string[]>;
  getSettings(): Promise<DesktopSettings>;
  changeSettings(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
  /** Makes a copy of the server's file for `startDrag`; false where it cannot. */
  prepareDrag(fileId: string): Promise<boolean>;
  /**
   * Has the system drag the copy, if the mouse's button is held. Resolves when it has been dropped, on
   * macOS at once.
   */
  startDrag(fileId: string): Promise<void>;
  showState(state: ShownState): void;
  showAppearance(appearance: Appearance): void;
  /**
   * Shows a native notification in place of the channel's last one, unless the window has the focus or
   * the settings forbid it. It goes when the channel has nothing unread.
   */
  notify(notice: Notice): void;
  /** Restarts into the version that `onUpdateReady` has announced. */
  installUpdate(): void;
  /** Shows how the client is placed: versions, server, connection, errors. */
  showDiagnostics(): void;
  cancelDownload(id: number): void;
  /** Shows a file that has been saved in its folder. */
  showDownload(id: number): void;
  /** Opens a file that has been saved, as the system does; not one that might be run. */
  openDownload(id: number): void;

  /** A notification or a `workspace://…` link was followed, to an address as `#/c/<channel>/<seq>`. */
  onOpenPlace(listener: (address: string) => void): void;
  /** A notification was answered where it stood, on systems that have a field for it. */
  onReply(listener: (channelId: string, text: string) => void): void;
  /** The machine woke up, or was unlocked. */
  onWake(listener: () => void): void;
  /** Nobody has touched the workstation for a while, or somebody is back. */
  onIdle(listener: (isIdle: boolean) => void): void;
  onUpdateReady(listener: (version: string) => void): void;
  /** The menu asks for words to find, or for the next or previous place where they stand. */
  onFind(listener: (what: 'words' | 'next' | 'previous') => void): void;
  /** A file's saving has begun, gone on or ended. */
  onDownload(listener: (download: Download) => void): void;
  /** The chosen server cannot be reached, or, without a fault, can be again. */
  onFault(listener: (fault: Fault | undefined) => void): void;
}

/**
 * The bridge's members by direction: `ASKED` are calls with an answer, `SAID` are calls without
 * one, whose refusals go to the page's console, and `TOLD` are events from main.
 */
export const ASKED = [
  'getServer',
  'setServer',
  'givePassword',
  'isRemembered',
  'canKeepSecrets',
  'missingDictionaries',
  'getSettings',
  'changeSettings',
  'prepareDrag',
  'startDrag',
] as const satisfies (keyof Bridge)[];
export const SAID = [
  'showState',
  'showAppearance',
  'notify',
  'installUpdate',
  'showDiagnostics',
  'cancelDownload',
  'showDownload',
  'openDownload',
] as const satisfies (keyof Bridge)[];
export const TOLD = [
  'onOpenPlace',
  'onReply',
  'onWake',
  'onIdle',
  'onUpdateReady',
  'onFind',
  'onDownload',
  'onFault',
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
