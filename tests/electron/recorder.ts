import type * as Electron from 'electron';

/** What a script can hardly look at: the tray, the badge, the menu bar, other programs. */
export interface Recorder {
  seen: {
    toolTip: string;
    trayLabels: string[];
    badge: number;
    /** What the task bar has shown of downloads. */
    progress: number[];
    /** The addresses and files that were handed to the system. */
    opened: string[];
    errors: string[];
    /** The message box that waits for an answer. */
    box?: { message: string; detail: string; buttons: string[] } | undefined;
  };
  pressTray(item: number): void;
  /** Presses the message box's button at this place. */
  pressBox(button: number): void;
  /** Presses the menu bar's item of this name. */
  pressMenu(label: string): void;
  /** Answers the newest notification, as macOS and Windows offer it. */
  answer(text: string): void;
}

declare global {
  /** In Electron's main process, once `record` has run there. */
  var recorder: Recorder;
}

/**
 * Runs in the main process, once: notes what the client tells Electron from then on, and does it,
 * except that no other program and no message box is opened.
 */
export function record({
  app,
  BrowserWindow,
  dialog,
  shell,
  Menu,
  Notification,
  Tray,
}: typeof Electron): void {
  if ('recorder' in globalThis) return;
  let menu: Electron.Menu | null = null;
  const seen: Recorder['seen'] = {
    toolTip: '',
    trayLabels: [],
    badge: 0,
    progress: [],
    opened: [],
    errors: [],
  };
  let newest: Electron.Notification | undefined;
  let press: (button: number) => void = () => undefined;
  globalThis.recorder = {
    seen,
    pressTray: (item) => menu?.items[item]?.click(),
    pressBox: (button) => press(button),
    pressMenu(label) {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []);
      items?.find((item) => item.label === label)?.click();
    },
    answer: (reply) => newest?.emit('reply', { reply }),
  };
  const { show } = Notification.prototype;
  Notification.prototype.show = function () {
    newest = this;
    show.call(this);
  };

  const { setToolTip, setContextMenu } = Tray.prototype;
  Tray.prototype.setToolTip = function (text) {
    seen.toolTip = text;
    setToolTip.call(this, text);
  };
  Tray.prototype.setContextMenu = function (given) {
    menu = given;
    seen.trayLabels = given?.items.map(({ label }) => label) ?? [];
    setContextMenu.call(this, given);
  };
  const { setProgressBar } = BrowserWindow.prototype;
  BrowserWindow.prototype.setProgressBar = function (done) {
    seen.progress.push(done);
    setProgressBar.call(this, done);
  };
  const setBadgeCount = app.setBadgeCount.bind(app);
  app.setBadgeCount = (count = 0) => {
    seen.badge = count;
    return setBadgeCount(count);
  };
  shell.openExternal = async (url) => void seen.opened.push(url);
  shell.openPath = async (file) => {
    seen.opened.push(file);
    return '';
  };
  shell.showItemInFolder = (file) => void seen.opened.push(`folder of ${file}`);
  dialog.showMessageBox = (...given: unknown[]) => {
    const options = given.at(-1) as Electron.MessageBoxOptions;
    const { message, detail = '', buttons = [], cancelId = 0, signal } = options;
    seen.box = { message, detail, buttons };
    return new Promise((resolve) => {
      press = (response) => {
        seen.box = undefined;
        resolve({ response, checkboxChecked: false });
      };
      signal?.addEventListener('abort', () => press(cancelId));
    });
  };
  // With a listener, Electron shows no dialog that nobody would answer.
  process.on('uncaughtException', ({ stack, message }) => seen.errors.push(stack ?? message));
}
