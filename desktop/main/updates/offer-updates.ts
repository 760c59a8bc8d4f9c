import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import electronUpdater from 'electron-updater';
import type { Log } from '../support/log.ts';
import type { Words } from '../words.ts';
import { watchUpdates } from './updates.ts';

export interface OfferDeps {
  window: BrowserWindow;
  /** Where the build has put the address of its updates (UPDATE_URL), if it has one. */
  resources: string;
  words(): Words;
  log: Log;
  onReady(version: string): void;
  quitting: { leave(): Promise<void>; stay(): void };
}

/** Offers updates in the window; undefined for a build without an address: it never looks. */
export function offerUpdates(deps: OfferDeps): (() => Promise<void>) | undefined {
  const { window, quitting, onReady, log } = deps;
  if (!app.isPackaged || !existsSync(path.join(deps.resources, 'app-update.yml'))) return undefined;
  electronUpdater.autoUpdater.on('update-not-available', () => log.note('update: none'));
  return watchUpdates(electronUpdater.autoUpdater, {
    onReady(version) {
      log.note(`update: ${version} is ready`);
      onReady(version);
    },
    note: (fault) => log.note(`update: ${fault}`, 'error'),
    leave: quitting.leave,
    comeBack({ message: reason }) {
      quitting.stay();
      window.webContents.reload();
      const words = deps.words();
      const detail = `${reason}\n\n${words('update.detail')}\n${log.folder}`;
      void dialog.showMessageBox(window, {
        type: 'warning',
        message: words('update.title'),
        detail,
      });
    },
  });
}
