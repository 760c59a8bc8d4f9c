import { BrowserWindow, type WindowOptions } from './browser-window.ts';
import type { Desk } from './desk.ts';
import { WebContents } from './web-contents.ts';

/** `BrowserWindow` as the module exports it: on this desk. */
export function defineBrowserWindow(desk: Desk) {
  return class extends BrowserWindow {
    constructor(options: WindowOptions = {}) {
      super(desk, options);
    }
    static getAllWindows(): BrowserWindow[] {
      return [...desk.windows];
    }
    static getFocusedWindow(): BrowserWindow | null {
      return [...desk.windows].find((window) => window.isFocused()) ?? null;
    }
    static fromId(id: number): BrowserWindow | null {
      return [...desk.windows].find((window) => window.id === id) ?? null;
    }
    static fromWebContents(contents: WebContents): BrowserWindow | null {
      return desk.contents.get(contents) ?? null;
    }
  };
}

/** `webContents` as the module exports it. */
export function defineWebContents(desk: Desk) {
  const find = (matches: (contents: WebContents) => boolean) =>
    [...desk.contents.keys()].find(matches);
  return {
    getAllWebContents: () => [...desk.contents.keys()],
    getFocusedWebContents: () => find((contents) => contents.isFocused()) ?? null,
    fromId: (id: number) => find((contents) => contents.id === id),
    fromDevToolsTargetId: (targetId: string) =>
      find((contents) => WebContents.targetIdOf(contents) === targetId),
  };
}
