import { type BrowserWindow, dialog } from 'electron';
import type { Words } from '../words.ts';
import type { Note } from './log.ts';

/** Chromium tells of a page that hangs once; whoever wants to wait is asked again. */
const ASK_AGAIN_MS = 30_000;

/**
 * Offers to start a page again that does not respond. The session goes on, since main has it. The
 * question goes away when the page responds after all.
 */
export function offerRestart(window: BrowserWindow, words: () => Words, note: Note): void {
  let asking: AbortController | undefined;
  let again: NodeJS.Timeout | undefined;

  async function ask(): Promise<void> {
    if (asking !== undefined || window.isDestroyed()) return;
    asking = new AbortController();
    const { signal } = asking;
    const w = words();
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: w('hang.title'),
      detail: w('hang.detail'),
      buttons: [w('hang.restart'), w('hang.wait')],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
      signal,
    });
    asking = undefined;
    if (signal.aborted || window.isDestroyed()) return;
    if (response === 0) restart();
    else again = setTimeout(() => void ask(), ASK_AGAIN_MS);
  }

  /** The window loads the page anew, as after any crash. */
  function restart(): void {
    note('page: restarted by the user');
    window.webContents.forcefullyCrashRenderer();
  }

  function stopAsking(): void {
    clearTimeout(again);
    asking?.abort();
  }

  window.on('unresponsive', () => {
    note('page: hangs', 'error');
    void ask();
  });
  window.on('responsive', () => {
    note('page: responds');
    stopAsking();
  });
  window.webContents.on('render-process-gone', stopAsking);
  window.on('closed', stopAsking);
}
