import path from 'node:path';
import { app, dialog, ipcMain, nativeTheme, powerMonitor } from 'electron';
import { formatAddress } from '../address.ts';
import { createAttention } from './attention/attention.ts';
import { iconsIn } from './attention/icons.ts';
import { watchPresence } from './attention/idle.ts';
import { putAway } from './attention/put-away.ts';
import { createSurroundings } from './attention/surroundings.ts';
import { createTray } from './attention/tray.ts';
import { answerPage, type Handlers } from './ipc.ts';
import { leaveBeforeQuit } from './leaving.ts';
import type { Network } from './network/network.ts';
import type { Place } from './place.ts';
import { RESOURCES } from './resources.ts';
import type { Backend } from './server/backend.ts';
import { changePageSettings, pageSettings } from './settings/page-settings.ts';
import type { SettingsStore } from './settings/settings.ts';
import { HIDDEN_FLAG } from './settings/start-at-login.ts';
import type { Log } from './support/log.ts';
import { noteConnection } from './support/note-connection.ts';
import { offerRestart } from './support/offer-restart.ts';
import { showAbout } from './support/show-about.ts';
import { showDiagnostics } from './support/show-diagnostics.ts';
import { offerUpdates } from './updates/offer-updates.ts';
import { offerContextMenu } from './window/context-menu.ts';
import { offerDownloads } from './window/downloads.ts';
import { createDragCopies } from './window/drag-copies.ts';
import { offerDrags } from './window/drags.ts';
import { print } from './window/print.ts';
import { focus, tell } from './window/the-window.ts';
import { openWindow } from './window/window.ts';
import { zoom } from './window/zoom.ts';
import type { Words } from './words.ts';

/** Opens the window and what is around it, and connects them. */
export function openClient(
  platform: NodeJS.Platform,
  settings: SettingsStore,
  backend: Backend & Pick<Network, 'givePassword'> & Pick<Handlers, 'missingDictionaries'>,
  place: Place,
  log: Log,
): void {
  const { seat, getServer, setServer, givePassword, canKeepSecrets } = backend;
  const { missingDictionaries } = backend;
  const isMac = platform === 'darwin';
  const quitting = leaveBeforeQuit(seat);
  const icons = iconsIn(RESOURCES.icons, platform);
  const window = openWindow({
    settings,
    icon: icons.app,
    isDark: nativeTheme.shouldUseDarkColors,
    isHidden: process.argv.includes(HIDDEN_FLAG),
    goesOnWhenClosed: () => !quitting.hasBegun() && (isMac || settings.get().closeToTray),
    putAway: (it) => void putAway(it, { platform, settings, words: surroundings.words }),
    onKeepsCrashing: () => giveUp(surroundings.words()),
  });
  const tray = createTray({ icons, onOpen: focus, onQuit: () => app.quit() });
  const attention = createAttention({
    window,
    icons,
    platform,
    areNotificationsOn: () => settings.get().notifications,
    onOpen: (channelId) => place.open(formatAddress({ kind: 'channel', channelId })),
    onReply: (channelId, text) => tell('onReply', channelId, text),
  });
  const surroundings = createSurroundings(tray, attention, isMac, {
    showDiagnostics: () => void showDiagnostics(support),
    showAbout: () => showAbout(window, surroundings.words()),
    print: () => print(window, surroundings.words(), log.note),
    find: (what) => tell('onFind', what),
    zoom: (way) => zoom(window.webContents, way),
  });
  const support = { window, log, getServer, canKeepSecrets, words: surroundings.words };
  offerRestart(window, surroundings.words, log.note);
  offerContextMenu(window.webContents, surroundings.words);
  const connection = noteConnection(setServer, log.note);
  const installUpdate = offerUpdates({
    ...{ window, quitting, resources: RESOURCES.folder, words: surroundings.words, log },
    onReady: (version) => tell('onUpdateReady', version),
  });
  const downloads = offerDownloads(window.webContents.session, {
    ...{ window, folder: () => app.getPath('downloads') },
    onChange: (download) => tell('onDownload', download),
  });
  const copies = createDragCopies({
    // Not in the folder for temporary files, which is kept in memory on some systems.
    folder: path.join(app.getPath('userData'), 'dragged'),
    forward: backend.forward,
  });
  answerPage(ipcMain, window.webContents, {
    getServer,
    setServer: connection.setServer,
    givePassword,
    isRemembered: async () => seat.isRemembered(),
    canKeepSecrets,
    missingDictionaries,
    getSettings: () => pageSettings(settings),
    changeSettings: (change) => changePageSettings(settings, change),
    showState(state) {
      connection.showState(state);
      surroundings.showState(state);
    },
    showAppearance: surroundings.showAppearance,
    notify: attention.notify,
    installUpdate: () => void installUpdate?.(),
    showDiagnostics: () => void showDiagnostics(support),
    cancelDownload: downloads.cancel,
    showDownload: downloads.showInFolder,
    openDownload: downloads.open,
    ...offerDrags(window.webContents, copies, icons.app),
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

function giveUp(words: Words): void {
  dialog.showErrorBox(words('crash.title'), words('crash.detail'));
  app.quit();
}
