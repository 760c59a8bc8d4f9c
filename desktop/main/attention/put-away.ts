import { type BrowserWindow, Notification } from 'electron';
import type { SettingsStore } from '../settings/settings.ts';
import type { Words } from '../words.ts';
import { showsTrayIcons } from './tray-host.ts';

export interface PutAwayDeps {
  platform: NodeJS.Platform;
  settings: SettingsStore;
  words(): Words;
}

/**
 * Takes the window out of sight while the program goes on, and says so the first time. It is hidden
 * where the tray, or on macOS the dock, brings it back; elsewhere it is minimised.
 */
export async function putAway(window: BrowserWindow, deps: PutAwayDeps): Promise<void> {
  const hasTray = await showsTrayIcons(deps.platform);
  if (window.isDestroyed()) return;
  if (hasTray) window.hide();
  else window.minimize();
  if (deps.platform !== 'darwin') sayOnce(hasTray, deps);
}

function sayOnce(hasTray: boolean, { settings, words }: PutAwayDeps): void {
  const told = hasTray ? 'hasToldOfTray' : 'hasToldOfMinimizing';
  if (settings.get()[told] || !Notification.isSupported()) return;
  settings.change({ [told]: true });
  const body = words()(hasTray ? 'tray.told' : 'tray.none-told');
  new Notification({ title: words()('tray.told-title'), body }).show();
}
