import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { createEvent, type PreventableEvent } from '../event.ts';
import type { Desk } from './desk.ts';
import { showOnScreen } from './on-screen.ts';
import { WebContents } from './web-contents.ts';
import { readPreload, type WebPreferences } from './web-preferences.ts';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WindowOptions extends Partial<Rectangle> {
  show?: boolean;
  title?: string;
  minWidth?: number;
  minHeight?: number;
  webPreferences?: WebPreferences;
}

interface WindowState {
  bounds: Rectangle;
  title: string;
  isVisible: boolean;
  isFocused: boolean;
  isMinimized: boolean;
  isMaximized: boolean;
  isFullScreen: boolean;
  isClosing: boolean;
}

/** Electron's `BrowserWindow`; the module's own class is made by `defineBrowserWindow`. */
export class BrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: WebContents;
  #desk: Desk;
  #minimum: [number, number];
  #isThrottled: boolean;
  #state: WindowState | undefined;

  constructor(desk: Desk, options: WindowOptions) {
    super();
    desk.life.mustBeReady('BrowserWindow');
    const { workArea } = desk.recorder.machine;
    const { width = 800, height = 600, webPreferences = {} } = options;
    const preload = readPreload(webPreferences);
    this.#desk = desk;
    this.#isThrottled = webPreferences.backgroundThrottling !== false;
    this.#minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#state = {
      bounds: {
        x: options.x ?? Math.round(workArea.x + (workArea.width - width) / 2),
        y: options.y ?? Math.round(workArea.y + (workArea.height - height) / 2),
        width,
        height,
      },
      title: options.title ?? '',
      isVisible: options.show !== false,
      isFocused: false,
      isMinimized: false,
      isMaximized: false,
      isFullScreen: false,
      isClosing: false,
    };
    this.id = desk.nextId();
    this.webContents = new WebContents(desk, this.id, desk.open({ width, height }), preload);
    desk.windows.add(this);
    desk.contents.set(this.webContents, this);
    this.#place();
    this.on('page-title-updated', (event: PreventableEvent, shown: string) => {
      if (!event.defaultPrevented) this.setTitle(shown);
    });
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show', createEvent({})));
    desk.app.emit('web-contents-created', createEvent({}), this.webContents);
    desk.app.emit('browser-window-created', createEvent({}), this);
    if (this.#state.isVisible) this.focus();
  }

  get #live(): WindowState {
    if (this.#state === undefined) throw new TypeError('Object has been destroyed');
    return this.#state;
  }

  #tell(event: string): void {
    this.#desk.recorder.note('window', { id: this.id, event });
    this.emit(event, createEvent({}));
  }

  #place(): void {
    const { bounds, isMinimized, isVisible } = this.#live;
    const isHidden = isMinimized || !isVisible;
    const page = WebContents.pageOf(this.webContents);
    page
      .then(({ cdp }) => showOnScreen(cdp, bounds, isHidden && this.#isThrottled))
      .catch(() => {});
  }

  loadURL(url: string, options?: object): Promise<void> {
    return this.#live && this.webContents.loadURL(url, options);
  }
  loadFile(file: string): Promise<void> {
    return this.loadURL(pathToFileURL(file).href);
  }
  reload(): void {
    this.webContents.reload();
  }

  show(): void {
    this.showInactive();
    this.focus();
  }
  showInactive(): void {
    if (this.#live.isVisible) return;
    this.#live.isVisible = true;
    this.#place();
    this.#tell('show');
  }
  hide(): void {
    if (!this.#live.isVisible) return;
    this.blur();
    this.#live.isVisible = false;
    this.#place();
    this.#tell('hide');
  }
  focus(): void {
    if (!this.#live.isVisible || this.#live.isFocused) return;
    for (const other of this.#desk.windows) if (other !== this) other.blur();
    this.#live.isFocused = true;
    this.#tell('focus');
    this.#desk.app.emit('browser-window-focus', createEvent({}), this);
  }
  blur(): void {
    if (!this.#live.isFocused) return;
    this.#live.isFocused = false;
    this.#tell('blur');
    this.#desk.app.emit('browser-window-blur', createEvent({}), this);
  }
  minimize(): void {
    this.blur();
    this.#live.isMinimized = true;
    this.#place();
    this.#tell('minimize');
  }
  restore(): void {
    if (!this.#live.isMinimized) return;
    this.#live.isMinimized = false;
    this.#place();
    this.#tell('restore');
    this.focus();
  }
  maximize(): void {
    if (this.#live.isMaximized) return;
    this.#live.isMaximized = true;
    this.#tell('maximize');
  }
  unmaximize(): void {
    if (!this.#live.isMaximized) return;
    this.#live.isMaximized = false;
    this.#tell('unmaximize');
  }
  setFullScreen(isFullScreen: boolean): void {
    if (this.#live.isFullScreen === isFullScreen) return;
    this.#live.isFullScreen = isFullScreen;
    this.#tell(isFullScreen ? 'enter-full-screen' : 'leave-full-screen');
  }
  moveTop(): void {}
  center(): void {}

  isVisible(): boolean {
    return this.#live.isVisible;
  }
  isFocused(): boolean {
    return this.#live.isFocused;
  }
  isMinimized(): boolean {
    return this.#live.isMinimized;
  }
  isMaximized(): boolean {
    return this.#live.isMaximized;
  }
  isFullScreen(): boolean {
    return this.#live.isFullScreen;
  }
  isNormal(): boolean {
    const { isMinimized, isMaximized, isFullScreen } = this.#live;
    return !(isMinimized || isMaximized || isFullScreen);
  }
  isDestroyed(): boolean {
    return this.#state === undefined;
  }

  setBounds(change: Partial<Rectangle>): void {
    const { bounds: before } = this.#live;
    const [minWidth, minHeight] = this.#minimum;
    const bounds = { ...before, ...change };
    bounds.width = Math.max(bounds.width, minWidth);
    bounds.height = Math.max(bounds.height, minHeight);
    this.#live.bounds = bounds;
    this.#place();
    if (bounds.width !== before.width || bounds.height !== before.height) this.#tell('resize');
    if (bounds.x !== before.x || bounds.y !== before.y) this.#tell('move');
  }
  getBounds(): Rectangle {
    const { isMaximized, isFullScreen, bounds } = this.#live;
    return { ...(isMaximized || isFullScreen ? this.#desk.recorder.machine.workArea : bounds) };
  }
  getNormalBounds(): Rectangle {
    return { ...this.#live.bounds };
  }
  getContentBounds(): Rectangle {
    return this.getBounds();
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getSize(): number[] {
    const { width, height } = this.getBounds();
    return [width, height];
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }
  getPosition(): number[] {
    const { x, y } = this.getBounds();
    return [x, y];
  }
  setMinimumSize(width: number, height: number): void {
    this.#minimum = [width, height];
  }
  getMinimumSize(): number[] {
    return [...this.#minimum];
  }

  setTitle(title: string): void {
    this.#live.title = title;
  }
  getTitle(): string {
    return this.#live.title;
  }
  flashFrame(flag: boolean): void {
    this.#desk.recorder.note('flash', { flag });
  }
  setOverlayIcon(overlay: object | null, description: string): void {
    this.#desk.recorder.note('overlay-icon', { isShown: overlay !== null, description });
  }
  setProgressBar(_progress: number): void {}
  setIcon(_icon: object | string): void {}
  setMenu(_menu: object | null): void {}
  removeMenu(): void {}
  setMenuBarVisibility(_isVisible: boolean): void {}
  setAutoHideMenuBar(_isHidden: boolean): void {}
  setBackgroundColor(color: string): void {
    this.#desk.recorder.note('background-color', { color });
  }
  setTitleBarOverlay(_options: object): void {}
  setSkipTaskbar(_isSkipped: boolean): void {}
  setContentProtection(_isProtected: boolean): void {}
  setVisibleOnAllWorkspaces(_isVisible: boolean): void {}
  setAlwaysOnTop(_isOnTop: boolean): void {}

  /** Asks the `close` listeners first. */
  close(): void {
    if (this.#live.isClosing) return;
    const event = createEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (this.#state === undefined || this.#state.isClosing) return;
    this.#state.isClosing = true;
    const targetId = WebContents.targetIdOf(this.webContents);
    const page = WebContents.pageOf(this.webContents);
    page.then(({ cdp }) => cdp.send('Target.closeTarget', { targetId })).catch(() => {});
    this.#state = undefined;
    this.#desk.windows.delete(this);
    this.#desk.contents.delete(this.webContents);
    this.#desk.recorder.note('window', { id: this.id, event: 'closed' });
    this.emit('closed');
    if (this.#desk.windows.size === 0) this.#desk.allClosed();
  }
}
