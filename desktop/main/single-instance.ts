import path from 'node:path';
import type { App } from 'electron';

/**
 * True for the first copy that this user runs on this machine. A second copy hands its arguments,
 * and with them its link, to the first and must end. The lock is in the user data folder, so an
 * installed copy refuses `--user-data-dir`: with that switch a user could start any number of
 * copies.
 */
export function isFirstInstance(app: App): boolean {
  if (app.isPackaged) {
    if (app.commandLine.hasSwitch('user-data-dir')) {
      console.error('Workspace keeps its data in one place: start it without --user-data-dir.');
      return false;
    }
    app.setPath('userData', path.join(app.getPath('appData'), 'Workspace'));
  }
  return app.requestSingleInstanceLock();
}
