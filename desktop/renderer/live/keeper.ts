import { newId } from './ids.ts';

/** What this workstation keeps between two runs of the page. */
export interface Keeper {
  /** Names the workstation to the server; does not change. */
  fingerprint(): string;
  deviceToken(): string | undefined;
  keepDeviceToken(token: string | undefined): void;
  read(name: string): unknown;
  /** `undefined` removes it. */
  write(name: string, value: unknown): void;
  /** All names with this prefix. */
  names(prefix: string): string[];
  /** Removes everything that belongs to the user who was signed in. */
  forget(): void;
}

const OWN = 'workspace.';
const FINGERPRINT = `${OWN}fingerprint`;
const DEVICE_TOKEN = `${OWN}device-token`;
const KEPT_AFTER_LOG_OUT = [
  FINGERPRINT,
  ...['language', 'theme', 'density', 'notices'].map((name) => OWN + name),
];

/**
 * Keeps everything in the browser's storage. In Electron, main puts the machine's fingerprint and
 * the device token, which the page never sees, into the sign-in requests.
 */
export function createKeeper(storage: Storage): Keeper {
  return {
    fingerprint() {
      const known = storage.getItem(FINGERPRINT);
      if (known !== null) return known;
      const made = `browser-${newId()}`;
      storage.setItem(FINGERPRINT, made);
      return made;
    },
    deviceToken: () => storage.getItem(DEVICE_TOKEN) ?? undefined,
    keepDeviceToken(token) {
      if (token === undefined) storage.removeItem(DEVICE_TOKEN);
      else storage.setItem(DEVICE_TOKEN, token);
    },
    read(name) {
      const text = storage.getItem(OWN + name);
      if (text === null) return undefined;
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    },
    write(name, value) {
      if (value === undefined) storage.removeItem(OWN + name);
      else keep(storage, OWN + name, JSON.stringify(value));
    },
    names: (prefix) =>
      Object.keys(storage)
        .filter((name) => name.startsWith(OWN + prefix))
        .map((name) => name.slice(OWN.length)),
    forget() {
      for (const name of Object.keys(storage)) {
        if (name.startsWith(OWN) && !KEPT_AFTER_LOG_OUT.includes(name)) storage.removeItem(name);
      }
    },
  };
}

/** If the storage is full, the value is not kept, and nothing else fails. */
function keep(storage: Storage, name: string, text: string): void {
  try {
    storage.setItem(name, text);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
  }
}
