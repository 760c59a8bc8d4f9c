import { app, safeStorage } from 'electron';

// What the client uses of Electron 45, and 33 has under other names.
safeStorage.isAsyncEncryptionAvailable ??= async () => {
  await app.whenReady();
  return safeStorage.isEncryptionAvailable();
};
safeStorage.encryptStringAsync ??= async (text) => safeStorage.encryptString(text);
safeStorage.decryptStringAsync ??= async (sealed) => ({
  result: safeStorage.decryptString(sealed),
  shouldReEncrypt: false,
});
