import { expect, test } from 'vitest';
import { safeStorageCipher } from '../../../desktop/main/cipher.ts';
import type { KeptFile } from '../../../desktop/main/kept-file.ts';
import { openVault } from '../../../desktop/main/vault.ts';
import { cipher } from '../../desktop/workstation.ts';

function memoryFile(content?: Buffer): KeptFile & { content(): Buffer | undefined } {
  let kept = content;
  return {
    content: () => kept,
    read: () => kept,
    write(fresh) {
      kept = Buffer.from(fresh);
    },
    remove() {
      kept = undefined;
    },
  };
}
const TOKENS = { 'https://chat.example.lan': 'wsd_secret' };

test('what is put in is there at the next start, and sealed on the disk', async () => {
  const file = memoryFile();
  const vault = await openVault(file, cipher);
  await vault.change({ deviceTokens: TOKENS });
  expect(file.content()?.toString('latin1')).not.toContain('wsd_secret');
  expect((await openVault(file, cipher)).get().deviceTokens).toEqual(TOKENS);
});

test('an empty vault leaves no file', async () => {
  const file = memoryFile();
  const vault = await openVault(file, cipher);
  await vault.change({ deviceTokens: TOKENS });
  await vault.change({ deviceTokens: {} });
  expect(file.content()).toBeUndefined();
});

test('changes made at once are all kept', async () => {
  const file = memoryFile();
  const vault = await openVault(file, cipher);
  const owed = [{ origin: 'https://chat.example.lan', token: 'wss_old' }];
  await Promise.all([vault.change({ owed }), vault.change({ deviceTokens: TOKENS })]);
  expect((await openVault(file, cipher)).get()).toEqual({ owed, deviceTokens: TOKENS, keys: {} });
});

test('where the system keeps no secrets today, nothing is written, and what was is kept', async () => {
  const none = { ...cipher, isAvailable: async () => false };
  const file = memoryFile();
  await (await openVault(file, cipher)).change({ deviceTokens: { 'https://a': 'wsd_before' } });
  const before = file.content();
  const vault = await openVault(file, none);
  expect(vault.isKept).toBe(false);
  await vault.change({ deviceTokens: TOKENS });
  expect(vault.get().deviceTokens).toEqual(TOKENS);
  expect(file.content()).toEqual(before);
  expect((await openVault(file, cipher)).get().deviceTokens).toEqual({ 'https://a': 'wsd_before' });
});

test('a key that stands in the source of Chromium is no store for secrets', async () => {
  const isAvailable = (store: string) =>
    safeStorageCipher(
      {
        getSelectedStorageBackend: () => store,
        isAsyncEncryptionAvailable: async () => true,
      } as never,
      'linux',
    ).isAvailable();
  expect([await isAvailable('basic_text'), await isAvailable('kwallet6')]).toEqual([false, true]);
});

test('what cannot be opened any more counts as nothing', async () => {
  const changedKey = { ...cipher, decrypt: () => Promise.reject(new Error('another key')) };
  const vault = await openVault(memoryFile(Buffer.from('sealed')), changedKey);
  expect(vault.get()).toEqual({ deviceTokens: {}, keys: {}, owed: [] });
});
