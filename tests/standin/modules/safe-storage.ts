import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Life } from '../life.ts';
import type { Recorder } from '../recorder.ts';

const PREFIX = Buffer.from('v11');

/**
 * Electron's `safeStorage`, with a keyring of the user data folder. As in Electron, `basic_text`
 * encrypts asynchronously with a key that everyone knows: it is for the app to refuse it.
 */
export function createSafeStorage(life: Life, { machine }: Recorder, folder: () => string) {
  const backend = () => machine.secretStore;
  const hasAny = () => life.isReady && backend() !== 'none';

  function key(): Buffer {
    if (!hasAny()) throw new Error('Encryption is not available.');
    if (backend() === 'basic_text') return Buffer.alloc(32, 'peanuts');
    const file = path.join(folder(), 'keyring');
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
    return readFileSync(file);
  }

  function encrypt(text: string): Buffer {
    if (typeof text !== 'string') throw new TypeError('Error processing argument at index 0');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([PREFIX, nonce, cipher.getAuthTag(), sealed]);
  }

  function decrypt(sealed: Buffer): string {
    if (!sealed.subarray(0, 3).equals(PREFIX)) {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.');
    }
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(3, 15));
    decipher.setAuthTag(sealed.subarray(15, 31));
    return Buffer.concat([decipher.update(sealed.subarray(31)), decipher.final()]).toString('utf8');
  }

  const isSyncAvailable = () => hasAny() && backend() !== 'basic_text';
  function mustBeAvailable(): void {
    if (!isSyncAvailable()) throw new Error('Encryption is not available.');
  }

  return {
    isEncryptionAvailable: isSyncAvailable,
    isAsyncEncryptionAvailable: async () => hasAny(),
    getSelectedStorageBackend: () => (life.isReady && backend() !== 'none' ? backend() : 'unknown'),
    setUsePlainTextEncryption(_usePlainText: boolean): void {},
    encryptString(text: string): Buffer {
      mustBeAvailable();
      return encrypt(text);
    },
    decryptString(sealed: Buffer): string {
      mustBeAvailable();
      return decrypt(sealed);
    },
    encryptStringAsync: async (text: string) => encrypt(text),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: decrypt(sealed),
      shouldReEncrypt: false,
    }),
  };
}
