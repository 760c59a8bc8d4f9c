import type { AppUpdater } from 'electron-updater';

const LOOK_EVERY_MS = 4 * 60 * 60 * 1000;

/** What is used of electron-updater. */
export interface Updater
  extends Pick<
    AppUpdater,
    'logger' | 'autoInstallOnAppQuit' | 'checkForUpdates' | 'quitAndInstall'
  > {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'update-downloaded', listener: (update: { version: string }) => void): unknown;
}

export interface UpdateWatch {
  onReady(version: string): void;
  /** Keeps a fault for the user to read. */
  note(line: string): void;
  /** Frees the seat before the program ends, and takes it again if the update has failed. */
  leave(): Promise<void>;
  comeBack(error: Error): void;
}

/**
 * Looks for updates now and every four hours. One is downloaded by itself, and installed when the
 * user asks: that of a deb wants an administrator's password, which nobody expects at quitting.
 *
 * @returns leaves the seat, and quits into the version that `onReady` was called with
 */
export function watchUpdates(updater: Updater, watch: UpdateWatch): () => Promise<void> {
  let isInstalling = false;
  updater.logger = null;
  updater.autoInstallOnAppQuit = false;
  updater.on('error', (error) => {
    watch.note(error.message);
    if (isInstalling) fail(error);
  });
  updater.on('update-downloaded', ({ version }) => watch.onReady(version));
  // The listener above is told of each rejection, too.
  const look = () =>
    void updater
      .checkForUpdates()
      .then((found) => found?.downloadPromise)
      .catch(() => undefined);
  look();
  setInterval(look, LOOK_EVERY_MS).unref();

  function fail(error: Error): void {
    isInstalling = false;
    watch.comeBack(error);
  }

  return async () => {
    if (isInstalling) return;
    isInstalling = true;
    await watch.leave();
    try {
      updater.quitAndInstall();
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
