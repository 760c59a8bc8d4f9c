import { EventEmitter } from 'node:events';
import type { Target } from '../chromium/chromium.ts';
import { createEvent } from '../event.ts';
import { IpcMain } from '../modules/ipc-main.ts';
import { applyChecks, decideRequest } from '../session/permissions.ts';
import { Session } from '../session/session.ts';
import { createCodec } from '../worlds/codec.ts';
import type { MainMessage } from '../worlds/preload-world.ts';
import type { Desk } from './desk.ts';
import { hear } from './hear.ts';
import { type Page, type PageListener, preparePage } from './page.ts';
import { WebFrameMain } from './web-frame-main.ts';

type WindowOpenHandler = (details: {
  url: string;
  frameName: string;
  disposition: string;
  features: string;
}) => { action: 'allow' | 'deny' };

const codec = createCodec();

/** Electron's `webContents`: the page of one window. */
export class WebContents extends EventEmitter {
  readonly id: number;
  readonly session: Session;
  readonly ipc = new IpcMain();
  #desk: Desk;
  #page: Promise<Page>;
  #targetId = '';
  #url = '';
  #title = '';
  #zoom = 1;
  #state: 'alive' | 'crashed' | 'destroyed' = 'alive';
  #isLoading = false;
  #openHandler: WindowOpenHandler | null = null;

  constructor(desk: Desk, id: number, target: Promise<Target>, preload: string) {
    super();
    this.id = id;
    this.session = desk.session;
    this.#desk = desk;
    this.#page = target.then(async (opened) => {
      this.#targetId = opened.targetId;
      const source = { source: preload, isPackaged: desk.isPackaged };
      return preparePage(opened, source, desk.addresses, this.#listener());
    });
  }

  /** The stand-in's own. */
  static pageOf(contents: WebContents): Promise<Page> {
    return contents.#page;
  }
  static targetIdOf(contents: WebContents): string {
    return contents.#targetId;
  }

  get mainFrame(): WebFrameMain {
    return new WebFrameMain(this.id, this.#url);
  }
  get zoomFactor(): number {
    return this.#zoom;
  }
  set zoomFactor(factor: number) {
    this.#zoom = factor;
  }
  getURL(): string {
    return this.#url;
  }
  getTitle(): string {
    return this.#title;
  }
  getOSProcessId(): number {
    return 0;
  }
  isDestroyed(): boolean {
    return this.#state === 'destroyed';
  }
  isCrashed(): boolean {
    return this.#state === 'crashed';
  }
  isLoading(): boolean {
    return this.#isLoading;
  }
  isFocused(): boolean {
    return this.#desk.contents.get(this)?.isFocused() ?? false;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler;
  }
  setZoomFactor(factor: number): void {
    this.#zoom = factor;
  }
  getZoomFactor(): number {
    return this.#zoom;
  }
  setVisualZoomLevelLimits(_minimum: number, _maximum: number): void {}
  setBackgroundThrottling(_isAllowed: boolean): void {}
  setUserAgent(_userAgent: string): void {}
  openDevTools(_options?: object): void {}
  closeDevTools(): void {}
  toggleDevTools(): void {}
  focus(): void {
    this.#desk.contents.get(this)?.focus();
  }

  async loadURL(url: string, _options?: object): Promise<void> {
    const page = await this.#page;
    this.#isLoading = true;
    this.emit('did-start-loading');
    try {
      await page.load(url);
    } catch (error) {
      this.emit('did-fail-load', createEvent({}), -2, String(error), url, true);
      throw error;
    } finally {
      this.#isLoading = false;
      this.emit('did-stop-loading');
    }
  }
  reload(): void {
    this.#ask((page) => page.cdp.send('Page.reload'));
  }
  reloadIgnoringCache(): void {
    this.reload();
  }
  forcefullyCrashRenderer(): void {
    this.#ask((page) => page.cdp.send('Page.crash'));
  }
  close(_options?: { waitForBeforeUnload?: boolean }): void {
    this.#desk.contents.get(this)?.close();
  }
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    return (await this.#page).evaluate(code, userGesture);
  }
  async insertText(text: string): Promise<void> {
    await (await this.#page).cdp.send('Input.insertText', { text });
  }
  /** @throws Error where an argument cannot be cloned */
  send(channel: string, ...args: unknown[]): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed');
    const encoded = args.map((arg) => codec.encode(arg));
    this.#tell({ kind: 'event', id: 0, channel, args: encoded });
  }

  undo(): void {
    this.#edit('undo');
  }
  redo(): void {
    this.#edit('redo');
  }
  cut(): void {
    this.#edit('cut');
  }
  copy(): void {
    this.#edit('copy');
  }
  paste(): void {
    this.#edit('paste');
  }
  pasteAndMatchStyle(): void {
    this.#edit('pasteAndMatchStyle');
  }
  delete(): void {
    this.#edit('delete');
  }
  selectAll(): void {
    this.#edit('selectAll');
  }
  replaceMisspelling(text: string): void {
    this.#desk.recorder.note('replace-misspelling', { text });
  }
  replace(text: string): void {
    this.#edit('insertText', text);
  }

  #edit(command: string, text?: string): void {
    this.#desk.recorder.note('edit', { command });
    const expression = `document.execCommand(${JSON.stringify(command)}, false, ${JSON.stringify(text ?? null)})`;
    this.#ask((page) => page.evaluate(expression, true));
  }

  /** For what Electron answers nothing to; the page may be gone by then. */
  #ask(about: (page: Page) => Promise<unknown>): void {
    this.#page.then(about).catch(() => {});
  }

  #tell(message: MainMessage): void {
    this.#ask(async (page) => page.tell(message));
  }

  #listener(): PageListener {
    const { recorder, app, addresses } = this.#desk;
    return {
      heard: (message) =>
        hear(
          {
            contents: this,
            ipc: [this.ipc, this.#desk.ipcMain],
            recorder,
            decide: (permission) => this.#decide(permission),
            retitle: (title) => this.#retitle(title),
            tell: (answer) => this.#tell(answer),
          },
          message,
        ),
      mayNavigate: (to) => this.#mayGo('will-navigate', to),
      mayRedirect: (to) => this.#mayGo('will-redirect', to),
      starting: async (url) => {
        const { cdp } = await this.#page;
        const handlers = Session.permissionsOf(this.session);
        await applyChecks(cdp, handlers, this, { url, chromiumUrl: addresses.toChromium(url) });
      },
      navigated: (url, isInPage) => {
        this.#url = url;
        if (!isInPage) this.#state = 'alive';
        if (isInPage) this.emit('did-navigate-in-page', createEvent({}), url, true, 1, 1);
        else this.emit('did-navigate', createEvent({}), url, 200, 'OK');
      },
      opened: ({ url, frameName }) => {
        const details = { url, frameName, disposition: 'foreground-tab', features: '' };
        // The stand-in opens no second window for it, whatever the answer.
        const action = this.#openHandler?.(details).action ?? 'allow';
        recorder.note('window-open', { url, action });
      },
      loaded: (event) => this.emit(event),
      said: (level, text) => {
        recorder.note('console', { level, text });
        this.emit('console-message', createEvent({ level, message: text, lineNumber: 0 }));
      },
      crashed: () => {
        this.#state = 'crashed';
        const details = { reason: 'crashed', exitCode: 5 };
        recorder.note('render-process-gone', details);
        this.emit('render-process-gone', createEvent({}), details);
        app.emit('render-process-gone', createEvent({}), this, details);
      },
      closed: () => {
        const window = this.#desk.contents.get(this);
        this.#state = 'destroyed';
        this.emit('destroyed');
        window?.destroy();
      },
    };
  }

  #mayGo(event: 'will-navigate' | 'will-redirect', to: { url: string; isMainFrame: boolean }) {
    const details = createEvent({ ...to, isSameDocument: false, frame: this.mainFrame });
    if (event === 'will-navigate') this.emit('will-frame-navigate', details);
    if (to.isMainFrame || event === 'will-redirect') this.emit(event, details, to.url);
    this.#desk.recorder.note(event, { ...to, prevented: details.defaultPrevented });
    return !details.defaultPrevented;
  }

  #retitle(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    const event = createEvent({});
    this.emit('page-title-updated', event, title, true);
    this.#desk.contents.get(this)?.emit('page-title-updated', event, title, true);
  }

  async #decide(permission: string): Promise<boolean> {
    const { cdp } = await this.#page;
    const page = { url: this.#url, chromiumUrl: this.#desk.addresses.toChromium(this.#url) };
    const handlers = Session.permissionsOf(this.session);
    const isGranted = await decideRequest(cdp, handlers, this, permission, page);
    this.#desk.recorder.note('permission', { permission, isGranted });
    return isGranted;
  }
}
