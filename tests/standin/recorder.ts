import type { EventEmitter } from 'node:events';
import type { Menu } from './modules/menu.ts';

/** Something that would have been seen on the desktop, or decided about the page. */
export interface Entry {
  what: string;
  [detail: string]: unknown;
}

/** What the machine around the app is like; a test changes it. */
export interface Machine {
  isOnline: boolean;
  idleSeconds: number;
  isLocked: boolean;
  /** As `safeStorage.getSelectedStorageBackend()` tells it; `none` where there is no encryption at all. */
  secretStore: string;
  workArea: { x: number; y: number; width: number; height: number };
  /** The button that message boxes are answered with. */
  messageBoxAnswer: number;
}

/**
 * What tests see of the stand-in beside Electron's own API, as `evaluate(({ standin }) => …)`.
 * The real binary has no such thing.
 */
export interface Recorder {
  log: Entry[];
  machine: Machine;
  /** Shown and not yet closed: a click is `emit('click')`. */
  notifications: (EventEmitter & { title: string; body: string })[];
  /** In use: a click is `emit('click')`. */
  trays: EventEmitter[];
  /** Of the tray; an item is clicked by its `click()`. */
  trayMenu: Menu | null;
  /** The context menu that was shown last. */
  popup: Menu | null;
  /** The DevTools address of the Chromium behind the windows. */
  endpoint: string;
  note(what: string, details?: object): void;
  /** The entries of one kind. */
  all(what: string): Entry[];
}

export function createRecorder(env: NodeJS.ProcessEnv): Recorder {
  return {
    log: [],
    machine: {
      isOnline: true,
      idleSeconds: 0,
      isLocked: false,
      secretStore: env['STANDIN_SECRET_STORE'] ?? 'gnome_libsecret',
      workArea: { x: 0, y: 0, width: 1920, height: 1080 },
      messageBoxAnswer: 0,
    },
    notifications: [],
    trays: [],
    trayMenu: null,
    popup: null,
    endpoint: '',
    note(what, details = {}) {
      this.log.push({ what, ...details });
    },
    all(what) {
      return this.log.filter((entry) => entry.what === what);
    },
  };
}
