import type { BrowserWindow, Rectangle, Screen } from 'electron';
import type { SettingsStore } from '../settings/settings.ts';

const FIRST_SIZE = { width: 1200, height: 800 };
export const LEAST_SIZE = { width: 480, height: 400 };
/** How much of the title bar must be in sight, so that the window can be moved, in pixels. */
const GRIP = { width: 120, height: 32 };
/** After the last of many changes in a row, as of a window that is dragged. */
const SAVE_AFTER_MS = 500;

/**
 * The window's last bounds on today's screens: never larger than the nearest one's work area, and in
 * the middle of it where its title bar would be out of reach.
 */
export function windowBounds(
  { get }: SettingsStore,
  screen: Pick<Screen, 'getDisplayMatching' | 'getPrimaryDisplay'>,
): Partial<Rectangle> & { width: number; height: number } {
  const { window: kept } = get();
  const { workArea: area } =
    kept === undefined ? screen.getPrimaryDisplay() : screen.getDisplayMatching(kept);
  const { width, height } = kept ?? FIRST_SIZE;
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  if (kept === undefined || !isWithinReach({ ...kept, ...size }, area)) return size;
  return { x: kept.x, y: kept.y, ...size };
}

function isWithinReach({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const inSight = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return inSight >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}

/** Remembers where the window is, soon after each change and when it is closed. */
export function keepWindowState(window: BrowserWindow, settings: SettingsStore): void {
  let soon: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(soon);
    const { x, y, width, height } = window.getNormalBounds();
    settings.change({ window: { x, y, width, height, isMaximized: window.isMaximized() } });
  };
  const keepSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(() => window.isDestroyed() || keep(), SAVE_AFTER_MS);
  };
  window.on('move', keepSoon);
  window.on('resize', keepSoon);
  window.on('maximize', keepSoon);
  window.on('unmaximize', keepSoon);
  window.on('hide', keep);
  window.on('close', keep);
}
