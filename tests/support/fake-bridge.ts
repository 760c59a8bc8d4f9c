import type { Page } from 'playwright-core';
import type { Bridge, DesktopSettings, ServerCheck } from '../../desktop/bridge.ts';

/** The answers of the fake main process. */
export interface FakeAnswers {
  canKeepSecrets: boolean;
  check: ServerCheck;
  /** The version of an update to announce at once, if set. */
  update?: string;
}

/**
 * Puts a bridge into a page as Electron's preload script does. It is passed to `addInitScript`, so
 * it can use nothing from outside itself.
 */
export function installFakeBridge({ canKeepSecrets, check, update }: FakeAnswers): void {
  /** What `tellPage` says. */
  function hear<T>(name: string, listener: (said: T) => void): void {
    addEventListener(`fake-bridge-${name}`, (event) => {
      if (event instanceof CustomEvent) listener(event.detail);
    });
  }
  let settings: DesktopSettings = { closeToTray: true, startAtLogin: false, notifications: true };
  const bridge: Bridge = {
    platform: 'linux',
    version: '9.9.9',
    getServer: async () => ({
      url: 'https://chat.example.lan',
      presets: [
        { mode: 'local', url: 'http://127.0.0.1:4000' },
        { mode: 'proxmox', url: 'https://chat.example.lan' },
      ],
    }),
    setServer: async () => check,
    givePassword: async () => undefined,
    isRemembered: async () => false,
    canKeepSecrets: async () => canKeepSecrets,
    missingDictionaries: async () => [],
    getSettings: async () => settings,
    async changeSettings(change) {
      settings = { ...settings, ...change };
      return settings;
    },
    prepareDrag: async () => false,
    startDrag: async () => undefined,
    showState: () => undefined,
    showAppearance: () => undefined,
    notify: () => undefined,
    installUpdate: () => undefined,
    showDiagnostics: () => undefined,
    cancelDownload: () => undefined,
    showDownload: () => undefined,
    openDownload: () => undefined,
    onOpenPlace: () => undefined,
    onReply: () => undefined,
    onDownload: (listener) => hear('download', listener),
    onWake: () => undefined,
    onIdle: () => undefined,
    onFault: (listener) => hear('fault', listener),
    onFind: (listener) => hear('find', listener),
    onUpdateReady(listener) {
      if (update !== undefined) listener(update);
    },
  };
  Object.defineProperty(globalThis, 'workspace', { value: bridge });
}

/** Says this to the page as the main process would. */
export async function tellPage(
  page: Page,
  name: 'download' | 'fault' | 'find',
  said: unknown,
): Promise<void> {
  const detail = JSON.stringify(said);
  await page.evaluate(
    `void dispatchEvent(new CustomEvent('fake-bridge-${name}', { detail: ${detail} }))`,
  );
}
