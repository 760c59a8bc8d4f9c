import type { Cdp } from '../chromium/cdp.ts';
import type { Rectangle } from './browser-window.ts';

/** Gives the page the window's size; a hidden one is minimised, so that the page knows. */
export async function showOnScreen(cdp: Cdp, bounds: Rectangle, isHidden: boolean): Promise<void> {
  const { windowId } = await cdp.send('Browser.getWindowForTarget');
  const set = (change: object) => cdp.send('Browser.setWindowBounds', { windowId, bounds: change });
  if (isHidden) {
    await set({ windowState: 'minimized' });
    return;
  }
  await set({ windowState: 'normal' });
  const chrome = await cdp.send('Runtime.evaluate', {
    expression: 'outerHeight - innerHeight',
    returnByValue: true,
  });
  const { x: left, y: top, width, height } = bounds;
  await set({ left, top, width, height: height + Number(chrome.result.value) });
}
