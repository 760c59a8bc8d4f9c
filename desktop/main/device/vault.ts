import { z } from 'zod';
import type { KeptFile } from '../kept-file.ts';
import { deviceKeySchema } from './device-key.ts';

/** The part of Electron's safeStorage that the vault needs. */
export interface Cipher {
  isAvailable(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  decrypt(sealed: Buffer): Promise<string>;
}

const schema = z.object({
  /** Device tokens by their server's origin. */
  deviceTokens: z.record(z.string(), z.string()).catch({}),
  /** The keys by which this workstation proves itself, by their server's origin. */
  keys: z.record(z.string(), deviceKeySchema).catch({}),
  /** Log-outs that their server does not know of yet. */
  owed: z
    .array(
      z.object({
        origin: z.string(),
        token: z.string().optional(),
        deviceToken: z.string().optional(),
      }),
    )
    .catch([]),
});
export type Secrets = z.output<typeof schema>;
export type OwedLogOut = Secrets['owed'][number];

export interface Vault {
  /** Whether anything outlives the program. */
  isKept: boolean;
  get(): Secrets;
  /** Resolves when it is on disk. */
  change(change: Partial<Secrets>): Promise<void>;
  /** Gives up what was kept and cannot be opened today, or it would come back some day. */
  forgetUnopened(): void;
}

export interface VaultFiles {
  file: KeptFile;
  /** Where sealed secrets wait that could not be opened when others were kept. */
  unopened: KeptFile;
}

/**
 * The secrets of this workstation's user, encrypted with a key that the operating system guards. If
 * it guards none, the secrets are kept in memory only: a file that anyone can read would protect
 * nothing. What was sealed before and cannot be opened today, since the keyring is locked or away, stays
 * for the day on which it can.
 */
export async function openVault({ file, unopened }: VaultFiles, cipher: Cipher): Promise<Vault> {
  const isKept = await cipher.isAvailable();
  const [kept, waiting] = isKept ? [await open(file, cipher), await open(unopened, cipher)] : [];
  let secrets = merge(waiting ?? NONE, kept ?? NONE);
  let isClosed = kept === undefined;
  let written: Promise<void> = Promise.resolve();

  async function save(): Promise<void> {
    if (!isKept) return;
    const sealed = file.read();
    if (isClosed && sealed !== undefined) unopened.write(sealed);
    isClosed = false;
    const isEmpty = Object.values(secrets).every((some) => Object.keys(some).length === 0);
    if (isEmpty) file.remove();
    else file.write(await cipher.encrypt(JSON.stringify(secrets)));
    if (waiting !== undefined) unopened.remove();
  }

  return {
    isKept,
    get: () => secrets,
    change(change) {
      secrets = { ...secrets, ...change };
      // One write after the other, each with the newest secrets.
      written = written.then(save, save);
      return written;
    },
    forgetUnopened() {
      if (isClosed) file.remove();
      if (waiting === undefined) unopened.remove();
    },
  };
}

const NONE = schema.parse({});

/** The newer ones win. */
function merge(older: Secrets, newer: Secrets): Secrets {
  return {
    deviceTokens: { ...older.deviceTokens, ...newer.deviceTokens },
    keys: { ...older.keys, ...newer.keys },
    owed: [...older.owed, ...newer.owed],
  };
}

/** Undefined where there is nothing, or nothing that can be opened. */
async function open(file: KeptFile, cipher: Cipher): Promise<Secrets | undefined> {
  const sealed = file.read();
  if (sealed === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(await cipher.decrypt(sealed)));
  } catch {
    return undefined;
  }
}
