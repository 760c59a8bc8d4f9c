import path from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Notification,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  session,
} from 'electron';
import { readPage } from '../../api/web/page-files.ts';
import { channelOf, type DesktopSettings, type ShownState, type TOLD } from '../bridge.ts';
import { setAppMenu } from './app-menu.ts';
import { APP_SCHEME } from './app-origin.ts';
import { createAttention } from './attention.ts';
import { createBackend } from './backend.ts';
import { offerContextMenu } from './context-menu.ts';
import { LINK_SCHEME, linkIn, parseLink } from './deep-link.ts';
import { guardPermissions } from './guards.ts';
import { iconsIn } from './icons.ts';
import { watchPresence } from './idle.ts';
import { answerPage } from './ipc.ts';
import { keptFile } from './kept-file.ts';
import { createPageProtocol } from './page-protocol.ts';
import { createPlace } from './place.ts';
import { openSettings } from './settings.ts';
import { spellLanguages } from './spelling.ts';
import { HIDDEN_FLAG, startAtLogin } from './start-at-login.ts';
import { keepOnDisk } from './storage.ts';
import { createTray, describe } from './tray.ts';
import { watchUpdates } from './updates.ts';
import { focusWindow, openWindow } from './window.ts';
import { languageOf, wordsIn } from './words.ts';

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
  const isMac = platform === 'darwin';
  let opened: BrowserWindow | undefined;
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
  const backend = await createBackend({
    userData: app.getPath('userData'),
    resources: RESOURCES.folder,
    settings,
    safeStorage,
    platform,
    fetch,
  });
  const { seat } = backend;
  void seat.pay();
  protocol.handle(
    APP_SCHEME,
    createPageProtocol({
      page: readPage(PAGE_FOLDER),
      forward: backend.forward,
      devServer: app.isPackaged ? undefined : process.env['VITE_DEV_SERVER_URL'],
      fetch,
    }),
  );
  guardPermissions(session.defaultSession);
  keepOnDisk(session.defaultSession);
  spellLanguages(session.defaultSession, isMac);
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.setAppUserModelId('example.workspace.desktop');

  let words = wordsIn(languageOf(app.getLocale()));
  let shown: ShownState = { connection: 'signed-out', messages: 0, mentions: 0 };
  let isQuitting = false;
  let hasLeft = false;
  const icons = iconsIn(RESOURCES.icons, platform);
  const window = openWindow({
    settings,
    icon: icons.app,
    isDark: nativeTheme.shouldUseDarkColors,
    isHidden: process.argv.includes(HIDDEN_FLAG),
    hidesOnClose: () => !isQuitting && (isMac || settings.get().closeToTray),
    onHidden: sayOnceThatItGoesOn,
    onKeepsCrashing() {
      dialog.showErrorBox(words('crash.title'), words('crash.detail'));
      app.quit();
    },
  });
  opened = window;
  const tray = createTray({ icons, onOpen: focus, onQuit: () => app.quit() });
  const attention = createAttention({
    app,
    window,
    icons,
    platform,
    areNotificationsOn: () => settings.get().notifications,
    onOpen: place.open,
  });
  offerContextMenu(window.webContents, () => words);
  const updates = watchUpdates({ resources: RESOURCES.folder, isPackaged: app.isPackaged }, (v) =>
    tell('onUpdateReady', v),
  );
  answerPage(ipcMain, window.webContents, {
    getServer: backend.getServer,
    setServer: backend.setServer,
    isRemembered: async () => seat.isRemembered(),
    canKeepSecrets: backend.canKeepSecrets,
    getSettings: () => pageSettings(),
    changeSettings,
    showState(state) {
      shown = state;
      showAll();
    },
    showAppearance({ language, theme }) {
      words = wordsIn(language);
      nativeTheme.themeSource = theme;
      setAppMenu(words, { isMac, isDev: !app.isPackaged });
      showAll();
    },
    notify: attention.notify,
    installUpdate: () => void leaveSeat().then(() => updates?.install()),
    isListening: place.onListening,
  });
  showAll();
  setAppMenu(words, { isMac, isDev: !app.isPackaged });

  watchPresence(powerMonitor, {
    onIdle: (isIdle) => tell('onIdle', isIdle),
    onWake() {
      tell('onWake');
      void seat.pay();
    },
  });
  powerMonitor.on('shutdown', () => app.quit());
  app.on('activate', focus);
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    isQuitting = true;
    if (hasLeft) return;
    event.preventDefault();
    void leaveSeat().then(() => app.quit());
  });

  function focus(): void {
    if (opened !== undefined && !opened.isDestroyed()) focusWindow(opened);
  }

  function tell(name: (typeof TOLD)[number], ...values: unknown[]): void {
    if (opened === undefined || opened.isDestroyed()) return;
    opened.webContents.send(channelOf(name), ...values);
  }

  function showAll(): void {
    tray.show(shown, words);
    attention.showUnread(shown, describe(shown, words));
  }

  function pageSettings(): DesktopSettings {
    const { closeToTray, startAtLogin: atLogin, notifications } = settings.get();
    return { closeToTray, startAtLogin: atLogin, notifications };
  }

  function changeSettings(change: Partial<DesktopSettings>): DesktopSettings {
    settings.change(change);
    if (change.startAtLogin !== undefined) {
      startAtLogin(change.startAtLogin, {
        platform: process.platform,
        program: process.env['APPIMAGE'] ?? app.getPath('exe'),
        configFolder: app.getPath('appData'),
        setLoginItem: (item) => app.setLoginItemSettings(item),
      });
    }
    return pageSettings();
  }

  function sayOnceThatItGoesOn(): void {
    if (settings.get().hasToldOfTray || !Notification.isSupported()) return;
    settings.change({ hasToldOfTray: true });
    new Notification({ title: words('tray.told-title'), body: words('tray.told') }).show();
  }

  async function leaveSeat(): Promise<void> {
    await seat.leave();
    hasLeft = true;
  }
}
