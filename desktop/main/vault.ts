import { z } from 'zod';
import { deviceKeySchema } from './device-key.ts';
import type { KeptFile } from './kept-file.ts';

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
}

/**
 * The secrets of this workstation's user, encrypted with a key that the operating system guards. If
 * it guards none, the secrets are kept in memory only: a file that anyone can read would protect
 * nothing. What was sealed before stays for the day on which it guards the key again.
 */
export async function openVault(file: KeptFile, cipher: Cipher): Promise<Vault> {
  const isAvailable = await cipher.isAvailable();
  let secrets = schema.parse({});
  let written: Promise<void> = Promise.resolve();
  const sealed = file.read();
  if (isAvailable && sealed !== undefined) secrets = await unseal(sealed, cipher);

  async function save(): Promise<void> {
    if (!isAvailable) return;
    const isEmpty = Object.values(secrets).every((kept) => Object.keys(kept).length === 0);
    if (isEmpty) file.remove();
    else file.write(await cipher.encrypt(JSON.stringify(secrets)));
  }

  return {
    isKept: isAvailable,
    get: () => secrets,
    change(change) {
      secrets = { ...secrets, ...change };
      // One write after the other, each with the newest secrets.
      written = written.then(save, save);
      return written;
    },
  };
}

/** If the key has changed, nothing can be decrypted, and the user signs in again. */
async function unseal(sealed: Buffer, cipher: Cipher): Promise<Secrets> {
  try {
    return schema.parse(JSON.parse(await cipher.decrypt(sealed)));
  } catch {
    return schema.parse({});
  }
}
