import { type BrowserWindow, dialog } from 'electron';
import type { Note } from '../support/log.ts';
import type { Words } from '../words.ts';

/** Lets the user print the page, and says so where it cannot be printed. */
export function print(window: BrowserWindow, w: Words, note: Note): void {
  window.webContents.print({}, (isPrinted, reason) => {
    if (isPrinted || /cancel/i.test(reason)) return;
    note(`print: ${reason}`, 'error');
    const detail = `${w('print.detail')}\n\n${reason}`;
    void dialog.showMessageBox(window, { type: 'warning', message: w('print.title'), detail });
  });
}
