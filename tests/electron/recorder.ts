import type * as Electron from 'electron';

/** What a script can hardly look at: the tray, the badge, other programs. */
export interface Recorder {
  seen: {
    toolTip: string;
    trayLabels: string[];
    badge: number;
    /** The addresses that were handed to the system. */
    opened: string[];
    errors: string[];
  };
  pressTray(item: number): void;
  /** Answers the newest notification, as macOS and Windows offer it. */
  answer(text: string): void;
}

declare global {
  /** In Electron's main process, once `record` has run there. */
  var recorder: Recorder;
}

/**
 * Runs in the main process, once: notes what the client tells Electron from then on, and does it,
 * except that no other program is opened.
 */
export function record({ app, shell, Notification, Tray }: typeof Electron): void {
  if ('recorder' in globalThis) return;
  let menu: Electron.Menu | null = null;
  const seen: Recorder['seen'] = { toolTip: '', trayLabels: [], badge: 0, opened: [], errors: [] };
  let newest: Electron.Notification | undefined;
  globalThis.recorder = {
    seen,
    pressTray: (item) => menu?.items[item]?.click(),
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
  const setBadgeCount = app.setBadgeCount.bind(app);
  app.setBadgeCount = (count = 0) => {
    seen.badge = count;
    return setBadgeCount(count);
  };
  shell.openExternal = async (url) => void seen.opened.push(url);
  // With a listener, Electron shows no dialog that nobody would answer.
  process.on('uncaughtException', ({ stack, message }) => seen.errors.push(stack ?? message));
}
