import path from 'node:path';
import type { App } from 'electron';

/**
 * True for the first copy of this user on this machine; a second hands its arguments, and so its
 * link, to the first and must end. The lock is in the user data folder, so an installed copy refuses to have that moved:
 * otherwise one switch would start as many copies as one likes.
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
