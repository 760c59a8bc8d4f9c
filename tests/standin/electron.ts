/**
 * What `import … from 'electron'` gives the app in the stand-in: made once, here, as Electron's own
 * module is there once.
 */
import { App } from './app/app.ts';
import { CommandLine } from './app/command-line.ts';
import { readManifest } from './app/manifest.ts';
import { createPaths } from './app/paths.ts';
import { createSingleInstance } from './app/single-instance.ts';
import { createLife } from './life.ts';
import { createClipboard } from './modules/clipboard.ts';
import { createCrashReporter } from './modules/crash-reporter.ts';
import { createDialog } from './modules/dialog.ts';
import { IpcMain } from './modules/ipc-main.ts';
import { defineMenu, MenuItem } from './modules/menu.ts';
import { NativeImage } from './modules/native-image.ts';
import { NativeTheme } from './modules/native-theme.ts';
import { createNet } from './modules/net.ts';
import { defineNotification } from './modules/notification.ts';
import { PowerMonitor } from './modules/power-monitor.ts';
import { createSafeStorage } from './modules/safe-storage.ts';
import { Screen } from './modules/screen.ts';
import { createShell } from './modules/shell.ts';
import { defineTray } from './modules/tray.ts';
import { createAddresses } from './protocol/addresses.ts';
import { createProtocol } from './protocol/protocol.ts';
import { createRecorder } from './recorder.ts';
import { createRuntime } from './runtime.ts';
import { Session } from './session/session.ts';
import { defineBrowserWindow, defineWebContents } from './window/define.ts';
import type { Desk } from './window/desk.ts';
import { showTheme } from './window/theme.ts';
import type { WebContents } from './window/web-contents.ts';

const { env } = process;
const argv = process.argv.slice(1);
const life = createLife();
const recorder = createRecorder(env);
const addresses = createAddresses();
const commandLine = new CommandLine(argv);
const manifest = readManifest(argv);
const paths = createPaths(commandLine, () => app.name, env, life);
const singleInstance = createSingleInstance(paths.own, () => process.argv);
const windows: Desk['windows'] = new Set();
const { protocol, handlerOf } = createProtocol(life, addresses);
const runtime = createRuntime({ addresses, commandLine, handlerOf, life, paths, recorder, env });
const { end } = runtime;
const app = new App({
  life,
  recorder,
  commandLine,
  manifest,
  paths,
  singleInstance,
  env,
  windows,
  end,
});
const ipcMain = new IpcMain();
const net = createNet(life, recorder, handlerOf);
const defaultSession = new Session({
  recorder,
  protocol,
  fetch: net.fetch,
  storagePath: () => paths.get('sessionData'),
});
const contents: Desk['contents'] = new Map();
let windowCount = 0;
const desk: Desk = {
  life,
  recorder,
  app,
  ipcMain,
  session: defaultSession,
  addresses,
  isPackaged: app.isPackaged,
  windows,
  contents,
  nextId: () => ++windowCount,
  allClosed: () => App.allClosed(app),
  open: runtime.open,
};

const nativeTheme = new NativeTheme(env['STANDIN_DARK'] === '1');
const applyTheme = (page: WebContents) =>
  void showTheme(page, nativeTheme.shouldUseDarkColors).catch(() => {});
nativeTheme.on('updated', () => [...contents.keys()].forEach(applyTheme));
app.on('web-contents-created', (_event, page: WebContents) => applyTheme(page));

const electron = {
  app,
  BrowserWindow: defineBrowserWindow(desk),
  clipboard: createClipboard(),
  crashReporter: createCrashReporter(recorder),
  dialog: createDialog(recorder),
  ipcMain,
  Menu: defineMenu(recorder),
  MenuItem,
  nativeImage: NativeImage,
  nativeTheme,
  net,
  Notification: defineNotification(life, recorder),
  powerMonitor: new PowerMonitor(recorder.machine),
  protocol,
  safeStorage: createSafeStorage(life, recorder, paths.own),
  screen: new Screen(life, recorder.machine),
  session: {
    get defaultSession(): Session {
      life.mustBeReady('session');
      return defaultSession;
    },
  },
  shell: createShell(recorder),
  Tray: defineTray(life, recorder),
  webContents: defineWebContents(desk),
  /** Not Electron's: what tests see of the stand-in. */
  standin: recorder,
};

/** Starts what the app waits for. Called once, when the app's main module has run. */
export async function becomeReady(): Promise<void> {
  await runtime.start();
  app.emit('ready', {}, {});
  singleInstance.listen(({ argv: theirs, workingDirectory, additionalData }) =>
    app.emit('second-instance', {}, theirs, workingDirectory, additionalData),
  );
}

export { manifest };
export default electron;
