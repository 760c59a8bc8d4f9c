import { EventEmitter } from 'node:events';
import { createEvent } from '../event.ts';
import type { Life } from '../life.ts';
import type { Recorder } from '../recorder.ts';
import type { CommandLine } from './command-line.ts';
import type { Manifest } from './manifest.ts';
import type { Paths } from './paths.ts';
import type { SingleInstance } from './single-instance.ts';

interface Closable {
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

/** What the app is made of. */
export interface AppParts {
  life: Life;
  recorder: Recorder;
  commandLine: CommandLine;
  manifest: Manifest;
  paths: Paths;
  singleInstance: SingleInstance;
  env: NodeJS.ProcessEnv;
  windows: ReadonlySet<Closable>;
  /** The end of the process, once the browser has written down what it must. */
  end(code: number): void;
}

/** Electron's `app`. */
export class App extends EventEmitter {
  #parts: AppParts;
  #name: string;
  #whenReady = Promise.withResolvers<void>();
  #isQuitting = false;
  #badge = 0;
  #loginItem: object = {};
  #protocols = new Set<string>();
  readonly commandLine: CommandLine;
  readonly isPackaged: boolean;

  constructor(parts: AppParts) {
    super();
    this.#parts = parts;
    this.#name = parts.manifest.name;
    this.commandLine = parts.commandLine;
    this.isPackaged = parts.env['STANDIN_PACKAGED'] === '1';
    this.once('ready', () => this.#whenReady.resolve());
  }

  /** The stand-in's own: the last window is gone. */
  static allClosed(app: App): void {
    if (!app.#isQuitting && !app.emit('window-all-closed')) app.quit();
  }

  get name(): string {
    return this.#name;
  }
  set name(name: string) {
    this.#name = name;
  }
  whenReady(): Promise<void> {
    return this.#whenReady.promise;
  }
  isReady(): boolean {
    return this.#parts.life.isReady;
  }

  /** The windows' `close` listeners, and `before-quit` and `will-quit`, may each prevent it. */
  quit(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    setImmediate(() => {
      this.#isQuitting = this.#mayQuit();
      if (this.#isQuitting) this.exit(0);
    });
  }
  #mayQuit(): boolean {
    const before = createEvent({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return false;
    for (const window of [...this.#parts.windows]) {
      window.close();
      if (!window.isDestroyed()) return false;
    }
    const will = createEvent({});
    this.emit('will-quit', will);
    return !will.defaultPrevented;
  }
  exit(code = 0): void {
    this.#isQuitting = true;
    for (const window of [...this.#parts.windows]) window.destroy();
    this.emit('quit', createEvent({}), code);
    this.#parts.singleInstance.release();
    this.#parts.end(code);
  }
  /** Recorded, and no more: a test could not follow. */
  relaunch(options: object = {}): void {
    this.#parts.recorder.note('relaunch', { options });
  }

  requestSingleInstanceLock(additionalData?: object): boolean {
    return this.#parts.singleInstance.request(additionalData);
  }
  hasSingleInstanceLock(): boolean {
    return this.#parts.singleInstance.isHeld();
  }
  releaseSingleInstanceLock(): void {
    this.#parts.singleInstance.release();
  }

  getPath(name: string): string {
    return this.#parts.paths.get(name);
  }
  setPath(name: string, folder: string): void {
    this.#parts.paths.set(name, folder);
  }
  setAppLogsPath(_folder?: string): void {}
  getAppPath(): string {
    return this.#parts.manifest.root;
  }
  getVersion(): string {
    return this.#parts.manifest.version;
  }
  getName(): string {
    return this.#name;
  }
  setName(name: string): void {
    this.#name = name;
  }

  getLocale(): string {
    this.#parts.life.mustBeReady('app.getLocale');
    return this.#language();
  }
  getSystemLocale(): string {
    this.#parts.life.mustBeReady('app.getSystemLocale');
    return this.#language();
  }
  getPreferredSystemLanguages(): string[] {
    this.#parts.life.mustBeReady('app.getPreferredSystemLanguages');
    return [this.#language()];
  }
  getLocaleCountryCode(): string {
    return this.#language().split('-')[1] ?? '';
  }
  #language(): string {
    return this.commandLine.getSwitchValue('lang') || 'en-GB';
  }

  enableSandbox(): void {
    this.#parts.life.mustNotBeReady('app.enableSandbox()');
    this.#parts.recorder.note('enable-sandbox');
  }
  disableHardwareAcceleration(): void {
    this.#parts.life.mustNotBeReady('app.disableHardwareAcceleration()');
  }
  setAppUserModelId(id: string): void {
    this.#parts.recorder.note('app-user-model-id', { id });
  }
  setAsDefaultProtocolClient(scheme: string, _file?: string, _args?: string[]): boolean {
    this.#protocols.add(scheme);
    this.#parts.recorder.note('default-protocol-client', { scheme });
    return true;
  }
  removeAsDefaultProtocolClient(scheme: string): boolean {
    return this.#protocols.delete(scheme);
  }
  isDefaultProtocolClient(scheme: string): boolean {
    return this.#protocols.has(scheme);
  }
  setLoginItemSettings(settings: object): void {
    this.#loginItem = settings;
    this.#parts.recorder.note('login-item', { ...settings });
  }
  getLoginItemSettings(_options?: object): object {
    return { openAtLogin: false, openAsHidden: false, ...this.#loginItem };
  }
  get badgeCount(): number {
    return this.#badge;
  }
  set badgeCount(count: number) {
    this.setBadgeCount(count);
  }
  getBadgeCount(): number {
    return this.#badge;
  }
  setBadgeCount(count = 0): boolean {
    this.#parts.life.mustBeReady('app.setBadgeCount');
    this.#badge = count;
    this.#parts.recorder.note('badge', { count });
    return true;
  }
  setAboutPanelOptions(_options: object): void {}
  showAboutPanel(): void {
    this.#parts.recorder.note('about-panel');
  }
  setUserTasks(_tasks: object[]): boolean {
    return true;
  }
  setJumpList(_categories: object[] | null): void {}
  setSecureKeyboardEntryEnabled(_isEnabled: boolean): void {}
  focus(_options?: object): void {
    this.#parts.recorder.note('app-focus');
  }
  hide(): void {}
  show(): void {}
  isHidden(): boolean {
    return false;
  }
  getAppMetrics(): object[] {
    return [];
  }
  getGPUFeatureStatus(): object {
    return {};
  }
}
