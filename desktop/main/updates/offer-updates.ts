import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import electronUpdater from 'electron-updater';
import { keptFile } from '../kept-file.ts';
import { createNotes } from '../notes.ts';
import type { Words } from '../words.ts';
import { watchUpdates } from './updates.ts';

export interface OfferDeps {
  window: BrowserWindow;
  /** Where the build has put the address of its updates (UPDATE_URL), if it has one. */
  resources: string;
  words(): Words;
  onReady(version: string): void;
  quitting: { leave(): Promise<void>; stay(): void };
}

/** Offers updates in the window; undefined for a build without an address: it never looks. */
export function offerUpdates(deps: OfferDeps): (() => Promise<void>) | undefined {
  const { window, quitting, onReady } = deps;
  if (!app.isPackaged || !existsSync(path.join(deps.resources, 'app-update.yml'))) return undefined;
  const log = path.join(app.getPath('userData'), 'updates.log');
  return watchUpdates(electronUpdater.autoUpdater, {
    onReady,
    note: createNotes(keptFile(log)),
    leave: quitting.leave,
    comeBack({ message: reason }) {
      quitting.stay();
      window.webContents.reload();
      const words = deps.words();
      const detail = `${reason}\n\n${words('update.detail')}\n${log}`;
      void dialog.showMessageBox(window, {
        type: 'warning',
        message: words('update.title'),
        detail,
      });
    },
  });
}
