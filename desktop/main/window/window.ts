import path from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { SettingsStore } from '../settings/settings.ts';
import { APP_ORIGIN } from './app-origin.ts';
import { keepWindowState, LEAST_SIZE, windowBounds } from './window-state.ts';

const PAPER = { light: '#ffffff', dark: '#17191c' };
/** A page that fails more often than this within a minute is not started again. */
const MOST_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

export interface WindowDeps {
  settings: SettingsStore;
  icon: Electron.NativeImage;
  isDark: boolean;
  /** Starts in the tray. */
  isHidden: boolean;
  /** Asked when the user closes the window: true if the program goes on. */
  goesOnWhenClosed(): boolean;
  /** Takes the window out of sight. */
  putAway(window: BrowserWindow): void;
  onKeepsCrashing(): void;
}

/** The one window. Its page is sandboxed, isolated, and reaches nothing but its own origin. */
export function openWindow(deps: WindowDeps): BrowserWindow {
  const { settings } = deps;
  const window = new BrowserWindow({
    ...windowBounds(settings, screen),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    title: 'Workspace',
    icon: deps.icon,
    show: false,
    autoHideMenuBar: true,
    // Shown until the page is painted.
    backgroundColor: deps.isDark ? PAPER.dark : PAPER.light,
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: true,
      // A hidden window must keep its session and its stream, so its timers must not slow down.
      backgroundThrottling: false,
    },
  });
  keepWindowState(window, settings);
  window.once('ready-to-show', () => {
    if (deps.isHidden) return deps.putAway(window);
    if (settings.get().window?.isMaximized === true) window.maximize();
    window.show();
  });
  window.on('close', (event) => {
    if (!deps.goesOnWhenClosed()) return;
    event.preventDefault();
    deps.putAway(window);
  });
  restartAfterCrash(window, deps.onKeepsCrashing);
  void load(window);
  return window;
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function load(window: BrowserWindow): Promise<void> {
  return window.loadURL(`${APP_ORIGIN}/`);
}

function restartAfterCrash(window: BrowserWindow, onKeepsCrashing: () => void): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (crashes.length > MOST_CRASHES) onKeepsCrashing();
    else window.webContents.reload();
  });
}
