import { existsSync } from 'node:fs';
import path from 'node:path';
import electronUpdater from 'electron-updater';

const LOOK_EVERY_MS = 4 * 60 * 60 * 1000;

/**
 * Updates the program from the feed that it was built with (UPDATE_URL); a build without one never
 * looks. A feed that cannot be reached is tried again after four hours, without a message.
 *
 * @returns quits and starts the version that `onReady` was called with
 */
export function watchUpdates(
  { resources, isPackaged }: { resources: string; isPackaged: boolean },
  onReady: (version: string) => void,
): (() => void) | undefined {
  if (!isPackaged || !existsSync(path.join(resources, 'app-update.yml'))) return undefined;
  const { autoUpdater } = electronUpdater;
  autoUpdater.logger = null;
  autoUpdater.on('error', () => undefined);
  autoUpdater.on('update-downloaded', ({ version }) => onReady(version));
  const look = () => void autoUpdater.checkForUpdates().catch(() => undefined);
  look();
  setInterval(look, LOOK_EVERY_MS);
  return () => autoUpdater.quitAndInstall();
}
