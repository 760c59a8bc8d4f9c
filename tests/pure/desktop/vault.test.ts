import { describe, expect, test } from 'vitest';
import { safeStorageCipher } from '../../../desktop/main/device/cipher.ts';
import { openVault } from '../../../desktop/main/device/vault.ts';
import type { KeptFile } from '../../../desktop/main/kept-file.ts';
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
  const [file, unopened] = [memoryFile(), memoryFile()];
  const vault = await openVault({ file, unopened }, cipher);
  await vault.change({ deviceTokens: TOKENS });
  expect(file.content()?.toString('latin1')).not.toContain('wsd_secret');
  expect((await openVault({ file, unopened }, cipher)).get().deviceTokens).toEqual(TOKENS);
});

test('an empty vault leaves no file', async () => {
  const [file, unopened] = [memoryFile(), memoryFile()];
  const vault = await openVault({ file, unopened }, cipher);
  await vault.change({ deviceTokens: TOKENS });
  await vault.change({ deviceTokens: {} });
  expect(file.content()).toBeUndefined();
});

test('changes made at once are all kept', async () => {
  const [file, unopened] = [memoryFile(), memoryFile()];
  const vault = await openVault({ file, unopened }, cipher);
  const owed = [{ origin: 'https://chat.example.lan', token: 'wss_old' }];
  await Promise.all([vault.change({ owed }), vault.change({ deviceTokens: TOKENS })]);
  expect((await openVault({ file, unopened }, cipher)).get()).toEqual({
    owed,
    deviceTokens: TOKENS,
    keys: {},
  });
});

test('where the system keeps no secrets today, nothing is written, and what was is kept', async () => {
  const none = { ...cipher, isAvailable: async () => false };
  const [file, unopened] = [memoryFile(), memoryFile()];
  await (await openVault({ file, unopened }, cipher)).change({
    deviceTokens: { 'https://a': 'wsd_before' },
  });
  const before = file.content();
  const vault = await openVault({ file, unopened }, none);
  expect(vault.isKept).toBe(false);
  await vault.change({ deviceTokens: TOKENS });
  expect(vault.get().deviceTokens).toEqual(TOKENS);
  expect(file.content()).toEqual(before);
  expect((await openVault({ file, unopened }, cipher)).get().deviceTokens).toEqual({
    'https://a': 'wsd_before',
  });
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

describe('secrets that cannot be opened today', () => {
  const locked = { ...cipher, decrypt: () => Promise.reject(new Error('locked')) };
  const before = {
    deviceTokens: { 'https://a': 'wsd_a', 'https://b': 'wsd_b' },
    keys: { 'https://a': { x: 'x', d: 'd' } },
    owed: [{ origin: 'https://a', token: 'wss_owed' }],
  };

  async function closed() {
    const [file, unopened] = [memoryFile(), memoryFile()];
    await (await openVault({ file, unopened }, cipher)).change(before);
    return { file, unopened, today: await openVault({ file, unopened }, locked) };
  }

  test('count as nothing today, and are there on the day when they can', async () => {
    const { file, unopened, today } = await closed();
    expect(today.get()).toEqual({ deviceTokens: {}, keys: {}, owed: [] });
    expect((await openVault({ file, unopened }, cipher)).get()).toEqual(before);
  });

  test('are there beside those that have been kept meanwhile, the newer of which win', async () => {
    const { file, unopened, today } = await closed();
    await today.change({ deviceTokens: { 'https://b': 'wsd_newer' } });
    await today.change({ keys: { 'https://b': { x: 'y', d: 'e' } } });
    await openVault({ file, unopened }, locked);
    const later = await openVault({ file, unopened }, cipher);
    const all = {
      deviceTokens: { 'https://a': 'wsd_a', 'https://b': 'wsd_newer' },
      keys: { 'https://a': { x: 'x', d: 'd' }, 'https://b': { x: 'y', d: 'e' } },
      owed: before.owed,
    };
    expect(later.get()).toEqual(all);
    await later.change({ owed: [] });
    expect(unopened.content()).toBeUndefined();
    expect((await openVault({ file, unopened }, cipher)).get()).toEqual({ ...all, owed: [] });
  });

  test.each(['at once', 'after others were kept'])(
    'are given up by whoever logs out, %s',
    async (when) => {
      const { file, unopened, today } = await closed();
      if (when !== 'at once') await today.change({ deviceTokens: TOKENS });
      today.forgetUnopened();
      const { deviceTokens } = (await openVault({ file, unopened }, cipher)).get();
      expect(deviceTokens).toEqual(when === 'at once' ? {} : TOKENS);
    },
  );
});
