import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolderStorage } from '../../api/files/folder-storage.ts';
import { newKey, type Storage } from '../../api/files/storage.ts';
import { DiskFullError } from '../../db/disk-space.ts';

const MEBIBYTE = 2 ** 20;
let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-files-'));
  storage = createFolderStorage(path.join(folder, 'files'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files, without folders. */
const left = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  );
async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

test('nobody guesses the name of a file, and only the server’s user reads it', async () => {
  const key = newKey();
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  await storage.put(key, once(Buffer.from('the plan')), MEBIBYTE);
  expect(statSync(path.join(folder, left()[0] ?? '')).mode & 0o077).toBe(0);
});

test('a disk that is nearly full takes no more', async () => {
  const full = createFolderStorage(path.join(folder, 'full'), Number.MAX_SAFE_INTEGER);
  await expect(full.put(newKey(), once(Buffer.alloc(9)), MEBIBYTE)).rejects.toThrow(DiskFullError);
  expect(left()).toEqual([]);
});

test('an upload takes no more memory the longer it is', async () => {
  const own = new Uint8Array(new ArrayBuffer(64 * 1024));
  const shared = new ArrayBuffer(64 * 1024);
  await storage.put(newKey(), once(Buffer.from(own.buffer)), MEBIBYTE);
  await storage.put(newKey(), once(Buffer.from(shared, 0, 1024)), MEBIBYTE);
  // What has been written is freed, unless other bytes are beside it.
  expect([own.byteLength, shared.byteLength]).toEqual([0, 64 * 1024]);
});

test.each([
  [1_200_000, undefined],
  [1_200_000, { from: 300_001, to: 1_100_000 }],
  [262_144, undefined],
])('of %d bytes a reader gets all of %o, however slowly it takes them', async (size, range) => {
  const key = newKey();
  const bytes = Buffer.from(Uint32Array.from({ length: size / 4 }, (_, at) => at).buffer);
  await storage.put(key, once(Buffer.from(bytes)), 2 * MEBIBYTE);
  const file = await storage.open(key, range);
  const got: Buffer[] = [];
  await file.send(async (piece) => {
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    got.push(Buffer.from(piece));
  });
  await file.close();
  const wanted = range === undefined ? bytes : bytes.subarray(range.from, range.to + 1);
  expect(Buffer.concat(got).equals(wanted)).toBe(true);
});
