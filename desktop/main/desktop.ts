import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Notification,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  session,
} from 'electron';
import { readPage } from '../../api/web/page-files.ts';
import { channelOf, type TOLD } from '../bridge.ts';
import { APP_SCHEME } from './app-origin.ts';
import { createAttention } from './attention.ts';
import { type Backend, createBackend } from './backend.ts';
import { offerContextMenu } from './context-menu.ts';
import { LINK_SCHEME, linkIn, parseLink } from './deep-link.ts';
import type { Fetch } from './gateway.ts';
import { guardPermissions } from './guards.ts';
import { iconsIn } from './icons.ts';
import { watchPresence } from './idle.ts';
import { answerPage } from './ipc.ts';
import { keptFile } from './kept-file.ts';
import { offerUpdates } from './offer-updates.ts';
import { createPageProtocol } from './page-protocol.ts';
import { changePageSettings, pageSettings } from './page-settings.ts';
import { createPlace, type Place } from './place.ts';
import { administratorsFolder, readPresets } from './presets.ts';
import type { Seat } from './seat.ts';
import { openSettings, type SettingsStore } from './settings.ts';
import { spellLanguages } from './spelling.ts';
import { HIDDEN_FLAG } from './start-at-login.ts';
import { keepOnDisk } from './storage.ts';
import { createSurroundings } from './surroundings.ts';
import { createTray } from './tray.ts';
import { focusWindow, openWindow } from './window.ts';
import { languageOf, type Words, wordsIn } from './words.ts';

/** The folders of the files beside the program: in the installation, or in the checkout. */
const RESOURCES = app.isPackaged
  ? { folder: process.resourcesPath, icons: path.join(process.resourcesPath, 'tray') }
  : {
      folder: path.join(import.meta.dirname, '../../desktop'),
      icons: path.join(import.meta.dirname, '../../desktop/packaging/tray'),
    };
const PAGE_FOLDER = path.join(import.meta.dirname, '../renderer');

/** Makes each thing once and puts them together; the only place where that is done. */
export async function startDesktop(firstLink: string | undefined): Promise<void> {
  const { platform } = process;
  if (platform !== 'linux' && platform !== 'win32' && platform !== 'darwin') {
    throw new Error(`Workspace does not run on ${platform}.`);
  }
  const place = createPlace((channelId) => {
    focus();
    tell('onOpenChannel', channelId);
  });
  place.open(firstLink);
  // Both may come before the window is there.
  app.on('second-instance', (_event, argv) => {
    focus();
    place.open(linkIn(argv));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    place.open(parseLink(url));
  });

  await app.whenReady();
  const settings = openSettings(keptFile(path.join(app.getPath('userData'), 'settings.json')));
  const fetch = (url: string, init: RequestInit) => net.fetch(url, init);
  const { presets, fault } = readPresets(
    app.isPackaged ? administratorsFolder(platform) : undefined,
    RESOURCES.folder,
  );
  if (fault !== undefined) tellOfPresets(fault);
  const backend = await createBackend({
    userData: app.getPath('userData'),
    presets,
    settings,
    platform,
    fetch,
    ownFetch: (url, init) => globalThis.fetch(url, init),
  });
  void backend.seat.pay();
  servePage(backend.forward, fetch);
  spellLanguages(session.defaultSession, platform === 'darwin');
  // On Linux the installed menu entry does it. Electron's way there makes the client the handler of
  // HTML files too, on GNOME.
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.setAppUserModelId('example.workspace.desktop');
  openClient(platform, settings, backend, place);
}

function servePage(forward: Backend['forward'], fetch: Fetch): void {
  protocol.handle(
    APP_SCHEME,
    createPageProtocol({
      page: readPage(PAGE_FOLDER),
      forward,
      devServer: app.isPackaged ? undefined : process.env['VITE_DEV_SERVER_URL'],
      fetch,
    }),
  );
  guardPermissions(session.defaultSession);
  keepOnDisk(session.defaultSession);
}

/** Opens the window and what is around it, and connects them. */
function openClient(
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

function focus(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window !== undefined) focusWindow(window);
}

function tell(name: (typeof TOLD)[number], ...values: unknown[]): void {
  const [window] = BrowserWindow.getAllWindows();
  window?.webContents.send(channelOf(name), ...values);
}

function sayOnceThatItGoesOn(settings: SettingsStore, words: Words): void {
  if (settings.get().hasToldOfTray || !Notification.isSupported()) return;
  settings.change({ hasToldOfTray: true });
  new Notification({ title: words('tray.told-title'), body: words('tray.told') }).show();
}

/** Waits for nobody, since the client may have been started with the session, and goes on. */
function tellOfPresets(fault: string): void {
  console.error(fault);
  const words = wordsIn(languageOf(app.getLocale()));
  const detail = `${fault}\n\n${words('presets.detail')}`;
  void dialog.showMessageBox({ type: 'warning', message: words('presets.title'), detail });
}

function giveUp(words: Words): void {
  dialog.showErrorBox(words('crash.title'), words('crash.detail'));
  app.quit();
}

/** Leaves the seat before the program quits. */
function leaveBeforeQuit(seat: Seat) {
  let hasBegun = false;
  let hasLeft = false;
  async function leave(): Promise<void> {
    await seat.leave();
    hasLeft = true;
  }
  app.on('before-quit', (event) => {
    hasBegun = true;
    if (hasLeft) return;
    event.preventDefault();
    void leave().then(() => app.quit());
  });
  /** Takes up the seat's place again, where the program goes on after all. */
  function stay(): void {
    hasBegun = false;
    hasLeft = false;
    seat.comeBack();
  }
  return { hasBegun: () => hasBegun, leave, stay };
}
