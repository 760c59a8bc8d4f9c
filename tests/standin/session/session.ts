import { EventEmitter } from 'node:events';
import type { Recorder } from '../recorder.ts';
import type { CheckHandler, PermissionHandlers, RequestHandler } from './permissions.ts';

const LANGUAGES = ['de', 'en-AU', 'en-CA', 'en-GB', 'en-US', 'es', 'fr', 'it', 'nl', 'pt-BR'];

/** What the default session is made of. */
export interface SessionParts {
  recorder: Recorder;
  protocol: object;
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
  storagePath(): string;
}

/** Electron's session, of which the stand-in has the default one. */
export class Session extends EventEmitter {
  #parts: SessionParts;
  #permissions: PermissionHandlers = { check: null, request: null };
  #spellCheckerLanguages: string[] = ['en-US'];
  #words = new Set<string>();
  #isSpellCheckerEnabled = true;
  #userAgent = '';
  readonly protocol: object;
  readonly webRequest = createWebRequest();

  constructor(parts: SessionParts) {
    super();
    this.#parts = parts;
    this.protocol = parts.protocol;
  }

  /** The stand-in's own: what decides about the pages of this session. */
  static permissionsOf(session: Session): PermissionHandlers {
    return session.#permissions;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#permissions.request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#permissions.check = handler;
  }
  setDevicePermissionHandler(_handler: ((details: object) => boolean) | null): void {}
  setDisplayMediaRequestHandler(_handler: object | null): void {}
  setCertificateVerifyProc(_verify: object | null): void {}

  get availableSpellCheckerLanguages(): string[] {
    return [...LANGUAGES];
  }
  setSpellCheckerLanguages(languages: string[]): void {
    for (const language of languages) {
      if (!LANGUAGES.includes(language)) {
        throw new Error(
          `Invalid language code provided: "${language}" is not a valid language code`,
        );
      }
    }
    this.#spellCheckerLanguages = [...languages];
    this.#parts.recorder.note('spell-checker-languages', { languages });
  }
  getSpellCheckerLanguages(): string[] {
    return [...this.#spellCheckerLanguages];
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.#isSpellCheckerEnabled = isEnabled;
  }
  isSpellCheckerEnabled(): boolean {
    return this.#isSpellCheckerEnabled;
  }
  setSpellCheckerDictionaryDownloadURL(_url: string): void {}
  addWordToSpellCheckerDictionary(word: string): boolean {
    this.#words.add(word);
    return true;
  }
  removeWordFromSpellCheckerDictionary(word: string): boolean {
    return this.#words.delete(word);
  }
  async listWordsInSpellCheckerDictionary(): Promise<string[]> {
    return [...this.#words];
  }

  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
  }
  getUserAgent(): string {
    return this.#userAgent;
  }
  get storagePath(): string | null {
    return this.#parts.storagePath();
  }
  getStoragePath(): string | null {
    return this.storagePath;
  }
  isPersistent(): boolean {
    return true;
  }
  fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    return this.#parts.fetch(input, init);
  }
  async clearStorageData(options: object = {}): Promise<void> {
    this.#parts.recorder.note('clear-storage-data', { ...options });
  }
  async clearCache(): Promise<void> {}
  async clearAuthCache(): Promise<void> {}
  async clearHostResolverCache(): Promise<void> {}
  async closeAllConnections(): Promise<void> {}
  async setProxy(_config: object): Promise<void> {}
  async resolveProxy(_url: string): Promise<string> {
    return 'DIRECT';
  }
  flushStorageData(): void {}
}

/** Accepts filters and listeners, and never calls them: requests do not pass through it. */
function createWebRequest() {
  const accept = (_filterOrListener: object | null, _listener?: object | null): void => {};
  return {
    onBeforeRequest: accept,
    onBeforeSendHeaders: accept,
    onSendHeaders: accept,
    onHeadersReceived: accept,
    onResponseStarted: accept,
    onBeforeRedirect: accept,
    onCompleted: accept,
    onErrorOccurred: accept,
  };
}
