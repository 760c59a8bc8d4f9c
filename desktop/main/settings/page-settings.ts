import { app } from 'electron';
import type { DesktopSettings } from '../../bridge.ts';
import type { SettingsStore } from './settings.ts';
import { startAtLogin } from './start-at-login.ts';

/** What the page shows of them. */
export function pageSettings(settings: SettingsStore): DesktopSettings {
  const { closeToTray, startAtLogin: atLogin, notifications } = settings.get();
  return { closeToTray, startAtLogin: atLogin, notifications };
}

/** Changes them, and does what they say. */
export function changePageSettings(
  settings: SettingsStore,
  change: Partial<DesktopSettings>,
): DesktopSettings {
  settings.change(change);
  if (change.startAtLogin !== undefined) {
    startAtLogin(change.startAtLogin, {
      platform: process.platform,
      program: process.env['APPIMAGE'] ?? app.getPath('exe'),
      configFolder: app.getPath('appData'),
      setLoginItem: (item) => app.setLoginItemSettings(item),
    });
  }
  return pageSettings(settings);
}
