import type { BrowserWindow, Rectangle, Screen } from 'electron';
import type { SettingsStore } from './settings.ts';

const FIRST_SIZE = { width: 1200, height: 800 };
export const LEAST_SIZE = { width: 480, height: 400 };

/** The window's last bounds, or only its size if that place is no longer on a screen. */
export function windowBounds(
  { get }: SettingsStore,
  screen: Screen,
): Partial<Rectangle> & { width: number; height: number } {
  const { window } = get();
  if (window === undefined) return FIRST_SIZE;
  const { x, y, width, height } = window;
  const { workArea } = screen.getDisplayMatching({ x, y, width, height });
  const isVisible =
    x < workArea.x + workArea.width &&
    x + width > workArea.x &&
    y >= workArea.y &&
    y < workArea.y + workArea.height;
  return isVisible ? { x, y, width, height } : { width, height };
}

/** Remembers where the window is whenever it is hidden or closed. */
export function keepWindowState(window: BrowserWindow, settings: SettingsStore): void {
  const keep = () => {
    const { x, y, width, height } = window.getNormalBounds();
    settings.change({ window: { x, y, width, height, isMaximized: window.isMaximized() } });
  };
  window.on('hide', keep);
  window.on('close', keep);
}
