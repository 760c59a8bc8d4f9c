import type { SafeStorage } from 'electron';
import type { Cipher } from './vault.ts';

/**
 * Electron's safeStorage. On Linux, `basic_text` encrypts with a key that is in Chromium's source
 * code, so it counts as no store at all.
 */
export function safeStorageCipher(storage: SafeStorage, platform: NodeJS.Platform): Cipher {
  return {
    async isAvailable() {
      if (platform === 'linux' && storage.getSelectedStorageBackend() === 'basic_text')
        return false;
      return storage.isAsyncEncryptionAvailable().catch(() => false);
    },
    encrypt: (text) => storage.encryptStringAsync(text),
    decrypt: async (sealed) => (await storage.decryptStringAsync(sealed)).result,
  };
}
