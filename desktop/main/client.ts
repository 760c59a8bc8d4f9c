import { app, dialog, ipcMain, Notification, nativeTheme, powerMonitor } from 'electron';
import { createAttention } from './attention/attention.ts';
import { iconsIn } from './attention/icons.ts';
import { watchPresence } from './attention/idle.ts';
import { createSurroundings } from './attention/surroundings.ts';
import { createTray } from './attention/tray.ts';
import { answerPage } from './ipc.ts';
import { leaveBeforeQuit } from './leaving.ts';
import type { Place } from './place.ts';
import { RESOURCES } from './resources.ts';
import type { Backend } from './server/backend.ts';
import { changePageSettings, pageSettings } from './settings/page-settings.ts';
import type { SettingsStore } from './settings/settings.ts';
import { HIDDEN_FLAG } from './settings/start-at-login.ts';
import { offerUpdates } from './updates/offer-updates.ts';
import { offerContextMenu } from './window/context-menu.ts';
import { focus, tell } from './window/the-window.ts';
import { openWindow } from './window/window.ts';
import type { Words } from './words.ts';

/** Opens the window and what is around it, and connects them. */
export function openClient(
  platform: NodeJS.Platform,
  settings: SettingsStore,
  { seat, getServer, setServer, canKeepSecrets }: Backend,
  place: Place,
): void {
  const isMac = platform === 'darwin';
  const quitting = leaveBeforeQuit(seat);
  const icons = iconsIn(RESOURCES.icons, platform);
  const window = openWindow({
    settings,
    icon: icons.app,
    isDark: nativeTheme.shouldUseDarkColors,
    isHidden: process.argv.includes(HIDDEN_FLAG),
    hidesOnClose: () => !quitting.hasBegun() && (isMac || settings.get().closeToTray),
    onHidden: () => sayOnceThatItGoesOn(settings, surroundings.words()),
    onKeepsCrashing: () => giveUp(surroundings.words()),
  });
  const tray = createTray({ icons, onOpen: focus, onQuit: () => app.quit() });
  const attention = createAttention({
    window,
    icons,
    platform,
    areNotificationsOn: () => settings.get().notifications,
    onOpen: place.open,
  });
  const surroundings = createSurroundings(tray, attention, isMac);
  offerContextMenu(window.webContents, surroundings.words);
  const installUpdate = offerUpdates({
    ...{ window, quitting, resources: RESOURCES.folder, words: surroundings.words },
    onReady: (version) => tell('onUpdateReady', version),
  });
  answerPage(ipcMain, window.webContents, {
    getServer,
    setServer,
    isRemembered: async () => seat.isRemembered(),
    canKeepSecrets,
    getSettings: () => pageSettings(settings),
    changeSettings: (change) => changePageSettings(settings, change),
    showState: surroundings.showState,
    showAppearance: surroundings.showAppearance,
    notify: attention.notify,
    installUpdate: () => void installUpdate?.(),
    isListening: place.onListening,
  });
  watchPresence(powerMonitor, {
    onIdle: (isIdle) => tell('onIdle', isIdle),
    onWake() {
      tell('onWake');
      void seat.pay();
    },
  });
  powerMonitor.on('shutdown', () => app.quit());
  // Windows ends the session, and waits for neither.
  window.on('query-session-end', () => void quitting.leave());
  window.on('session-end', () => void quitting.leave());
  app.on('activate', focus);
  app.on('window-all-closed', () => app.quit());
}

function sayOnceThatItGoesOn(settings: SettingsStore, words: Words): void {
  if (settings.get().hasToldOfTray || !Notification.isSupported()) return;
  settings.change({ hasToldOfTray: true });
  new Notification({ title: words('tray.told-title'), body: words('tray.told') }).show();
}

function giveUp(words: Words): void {
  dialog.showErrorBox(words('crash.title'), words('crash.detail'));
  app.quit();
}
