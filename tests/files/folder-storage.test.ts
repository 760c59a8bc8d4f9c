import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolderStorage } from '../../api/files/folder-storage.ts';
import {
  FileMissingError,
  FileTooLargeError,
  newKey,
  type Storage,
} from '../../api/files/storage.ts';
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
const chunks = (count: number, bytes = 64 * 1024) =>
  Readable.from(
    (function* () {
      for (let index = 0; index < count; index += 1) yield Buffer.alloc(bytes, index);
    })(),
  );
test('what is stored is read again, whole or in part, under a name that nobody guesses', async () => {
  const bytes = Buffer.from('the plan of the second floor');
  const key = newKey();
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  const { size, sha256 } = await storage.put(key, Readable.from([bytes]), 1_000);
  expect([size, sha256]).toEqual([bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  expect(await buffer(await storage.read(key))).toEqual(bytes);
  expect(String(await buffer(await storage.read(key, { from: 4, to: 7 })))).toBe('plan');
  // Only the server's user reads it.
  expect(statSync(path.join(folder, left()[0] ?? '')).mode & 0o077).toBe(0);
  for (const _ of [1, 2]) await storage.remove(key);
  await expect(storage.read(key)).rejects.toThrow(FileMissingError);
  expect(left()).toEqual([]);
});

test('an upload that is too long, or breaks off, leaves nothing', async () => {
  await expect(storage.put(newKey(), chunks(10), 9 * 64 * 1024)).rejects.toThrow(FileTooLargeError);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(MEBIBYTE);
      throw new Error('the client has gone');
    })(),
  );
  await expect(storage.put(newKey(), broken, 2 * MEBIBYTE)).rejects.toThrow('the client has gone');
  expect(left()).toEqual([]);
  expect((await storage.put(newKey(), chunks(9), 9 * 64 * 1024)).size).toBe(9 * 64 * 1024);
});

test('a disk that is nearly full takes no more', async () => {
  const full = createFolderStorage(path.join(folder, 'full'), Number.MAX_SAFE_INTEGER);
  await expect(full.put(newKey(), chunks(1), MEBIBYTE)).rejects.toThrow(DiskFullError);
  expect(left()).toEqual([]);
});

test('what a server has left that died is removed by its key', async () => {
  const key = newKey();
  await storage.put(newKey(), chunks(1), MEBIBYTE);
  writeFileSync(path.join(folder, 'files', 'parts', key), 'half');
  expect(left()).toHaveLength(2);
  await storage.remove(key);
  expect(left()).toHaveLength(1);
});
