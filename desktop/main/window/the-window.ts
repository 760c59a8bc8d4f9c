import { BrowserWindow } from 'electron';
import { channelOf, type TOLD } from '../../bridge.ts';
import { focusWindow } from './window.ts';

/** Brings the one window to the front, where it is open. */
export function focus(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window !== undefined) focusWindow(window);
}

/** Tells its page what happened. */
export function tell(name: (typeof TOLD)[number], ...values: unknown[]): void {
  const [window] = BrowserWindow.getAllWindows();
  window?.webContents.send(channelOf(name), ...values);
}
