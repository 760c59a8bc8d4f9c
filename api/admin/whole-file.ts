import { createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Refusal } from './refusal.ts';
import { withTemporary } from './temporary.ts';

const CHUNK_CHARACTERS = 64 * 1024;
const FILE_CALLS = ['open', 'fsync', 'rename'];

/**
 * Writes lines into a file that only its owner may read. It has its name only once it is whole, on
 * the disk, and `check` has passed; until then it is a `.partial` beside it, which is gone where any
 * of this fails.
 */
export async function writeWholeFile(
  file: string,
  lines: AsyncIterable<string>,
  { compress = false, check = async (_partial: string): Promise<void> => undefined } = {},
): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await withTemporary(partial, async () => {
    const out = createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true });
    if (compress) await pipeline(chunksOf(lines), createGzip(), out);
    else await pipeline(chunksOf(lines), out);
    await check(partial);
    await rename(partial, file);
    await syncFolder(path.dirname(file));
  }).catch((error: unknown) => {
    throw explain(file, error);
  });
}

/** What the file system says of the file; all else comes from who makes the lines. */
function explain(file: string, error: unknown): unknown {
  const { syscall, code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return (syscall !== undefined && FILE_CALLS.includes(syscall)) || code === 'ENOSPC'
    ? new Refusal(`${file} cannot be written (${message}); correct its folder, or make room there`)
    : error;
}

/** Lines joined, so that not each of them is compressed and written by itself. */
export async function* chunksOf(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
  let chunk = '';
  for await (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** A new name is on the disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
