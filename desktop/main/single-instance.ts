import path from 'node:path';
import type { App } from 'electron';
import type { Note } from './support/log.ts';

/**
 * Switches of Chromium that an installed copy refuses. Each hands the page, its secrets or its
 * connections to whoever starts the program with it, such as a changed menu entry.
 */
const REFUSED = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'host-rules',
  'host-resolver-rules',
  'ssl-key-log-file',
  'log-net-log',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
];

/** The folder of an installed copy's data, whatever switches it is started with. */
export function fixUserData(app: App): void {
  if (app.isPackaged) app.setPath('userData', path.join(app.getPath('appData'), 'Workspace'));
}

/**
 * True for the first copy that this user runs on this machine. A second copy hands its arguments,
 * and with them its link, to the first and must end. The lock is in the user data folder, so an
 * installed copy refuses `--user-data-dir`: with that switch a user could start any number of
 * copies.
 */
export function isFirstInstance(app: App, note: Note): boolean {
  const refused = app.isPackaged
    ? ['user-data-dir', ...REFUSED].find((name) => app.commandLine.hasSwitch(name))
    : undefined;
  if (refused === undefined) return app.requestSingleInstanceLock();
  const reason = `Workspace does not start with --${refused}: start it without.`;
  console.error(reason);
  note(reason, 'error');
  return false;
}
