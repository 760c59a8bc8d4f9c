import type { EventEmitter } from 'node:events';
import type { Target } from '../chromium/chromium.ts';
import type { Life } from '../life.ts';
import type { IpcMain } from '../modules/ipc-main.ts';
import type { Addresses } from '../protocol/addresses.ts';
import type { Recorder } from '../recorder.ts';
import type { Session } from '../session/session.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { WebContents } from './web-contents.ts';

/** What windows stand on. */
export interface Desk {
  life: Life;
  recorder: Recorder;
  app: EventEmitter;
  ipcMain: IpcMain;
  session: Session;
  addresses: Addresses;
  isPackaged: boolean;
  windows: Set<BrowserWindow>;
  contents: Map<WebContents, BrowserWindow>;
  nextId(): number;
  /** The last window is gone. */
  allClosed(): void;
  open(size: { width: number; height: number }): Promise<Target>;
}
