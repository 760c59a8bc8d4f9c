import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { createFolderStorage } from '../../api/files/folder-storage.ts';
import { openBucket } from '../../api/files/s3/bucket.ts';
import { beginMultipart } from '../../api/files/s3/multipart.ts';
import { createS3Storage } from '../../api/files/s3/s3-storage.ts';
import {
  FileMissingError,
  FileTooLargeError,
  newKey,
  type Range,
  type Storage,
  StorageAwayError,
} from '../../api/files/storage.ts';
import { tmpFolder } from '../support/folders.ts';
import { isLong } from '../support/rounds.ts';
import { type S3Server, startS3 } from '../support/s3.ts';

const MEBIBYTE = 2 ** 20;

interface Kind {
  name: string;
  storage: Storage;
  /** All that is stored, whole or not. */
  stored(): string[];
  /** Leaves what an upload leaves whose server dies. */
  breakOff(key: string): Promise<void>;
}

const folder = tmpFolder('storage');
const s3: S3Server = await startS3(path.join(folder, 's3'));
afterAll(s3.stop);

const kinds: Kind[] = [
  {
    name: 'a folder',
    storage: createFolderStorage(path.join(folder, 'files')),
    stored: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
        (name) => name.startsWith('files') && statSync(path.join(folder, name)).isFile(),
      ),
    async breakOff(key) {
      mkdirSync(path.join(folder, 'files', 'parts'), { recursive: true });
      writeFileSync(path.join(folder, 'files', 'parts', key), 'half');
    },
  },
  {
    name: 'a bucket',
    storage: createS3Storage(s3.settings),
    stored: s3.stored,
    async breakOff(key) {
      const upload = await beginMultipart(openBucket(s3.settings), key);
      await upload.send(Buffer.alloc(5 * MEBIBYTE));
    },
  },
];

/** So many mebibytes, and then so many bytes more. */
async function* bytesOf(mebibytes: number, more = 0): AsyncGenerator<Buffer> {
  for (let index = 0; index < mebibytes; index += 1) yield Buffer.alloc(MEBIBYTE, index);
  if (more > 0) yield Buffer.alloc(more, 'x');
}

async function sent(storage: Storage, key: string, range?: Range): Promise<string> {
  const file = await storage.open(key, range);
  let text = '';
  await file.send(async (piece) => {
    text += Buffer.from(piece).toString();
  });
  await file.close();
  return text;
}

describe.each(kinds)('in $name', ({ storage, stored, breakOff }) => {
  test('what is stored is read again, whole or in part', async () => {
    const bytes = Buffer.from('the plan of the second floor');
    const key = newKey();
    const { size, sha256 } = await storage.put(key, Readable.from([bytes]), 1_000);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect([size, sha256]).toEqual([bytes.length, digest]);
    expect(await buffer(await storage.read(key))).toEqual(bytes);
    expect(String(await buffer(await storage.read(key, { from: 4, to: 7 })))).toBe('plan');
    expect(String(await buffer(await storage.read(key, { from: 0, to: 2 })))).toBe('the');
    expect(await sent(storage, key)).toEqual(String(bytes));
    expect(await sent(storage, key, { from: 4, to: 7 })).toBe('plan');
    for (const _ of [1, 2]) await storage.remove(key);
    await expect(storage.read(key)).rejects.toThrow(FileMissingError);
    await expect(storage.open(key)).rejects.toThrow(FileMissingError);
    expect(stored()).toEqual([]);
  });

  // A bucket gets what is longer than 8 MiB in parts.
  test.each([
    [0, 0],
    [8, 0],
    [8, 1],
    [16, 0],
    [19, 7],
  ])('%d MiB and %d bytes come back as they were', async (mebibytes, more) => {
    const key = newKey();
    const { size, sha256 } = await storage.put(key, bytesOf(mebibytes, more), 100 * MEBIBYTE);
    expect(size).toBe(mebibytes * MEBIBYTE + more);
    const back = await buffer(await storage.read(key));
    expect(back.length).toBe(size);
    expect(createHash('sha256').update(back).digest('hex')).toBe(sha256);
    expect(stored()).toHaveLength(1);
    await storage.remove(key);
    expect(stored()).toEqual([]);
  });

  test.each([1, 9, 20])('%d MiB that are too long, or break off, leave nothing', async (count) => {
    const most = count * MEBIBYTE - 1;
    await expect(storage.put(newKey(), bytesOf(count), most)).rejects.toThrow(FileTooLargeError);
    async function* broken() {
      yield* bytesOf(count);
      throw new Error('the client has gone');
    }
    await expect(storage.put(newKey(), broken(), 100 * MEBIBYTE)).rejects.toThrow(
      'the client has gone',
    );
    expect(stored()).toEqual([]);
  });

  test('what a server has left that died goes with its key, and nothing else does', async () => {
    const [dead, alive, whole] = [newKey(), newKey(), newKey()];
    await Promise.all([breakOff(dead), breakOff(alive), storage.put(whole, bytesOf(1), MEBIBYTE)]);
    const before = stored().length;
    await storage.remove(dead);
    expect(stored().length).toBeLessThan(before);
    expect(stored().length).toBeGreaterThan(1);
    for (const key of [alive, whole]) await storage.remove(key);
    expect(stored()).toEqual([]);
  });

  test.runIf(isLong())('eight at once are eight files', async () => {
    const keys = Array.from({ length: 8 }, newKey);
    const all = await Promise.all(
      keys.map((key, index) => storage.put(key, bytesOf(9, index), 100 * MEBIBYTE)),
    );
    expect(all.map(({ size }) => size % MEBIBYTE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await Promise.all(keys.map((key) => storage.remove(key)));
    expect(stored()).toEqual([]);
  });
});

test('a bucket that refuses, or is away, is told from a file that is lost', async () => {
  const wrong = createS3Storage({ ...s3.settings, accessKeyId: 'another' });
  await expect(wrong.put(newKey(), bytesOf(1), MEBIBYTE)).rejects.toThrow(/403 InvalidAccessKeyId/);
  const elsewhere = createS3Storage({ ...s3.settings, bucket: 'nothing-there' });
  await expect(elsewhere.read(newKey())).rejects.toThrow(/404 NoSuchBucket/);
  const away = createS3Storage({ ...s3.settings, endpoint: 'http://127.0.0.1:1' });
  await expect(away.read(newKey())).rejects.toThrow(StorageAwayError);
  await expect(away.put(newKey(), bytesOf(9), 100 * MEBIBYTE)).rejects.toThrow(
    /127\.0\.0\.1:1 does not answer/,
  );
});
