import type { SafeStorage } from 'electron';
import type { Cipher } from './vault.ts';

/**
 * Electron's safeStorage. What Linux calls `basic_text` is a key that stands in Chromium's source: no
 * store at all, and treated as none.
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
