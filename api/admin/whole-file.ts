import { accessSync, constants, createWriteStream, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DiskFullError, ENOUGH_BYTES, needBytes } from '../../db/disk-space.ts';
import { ownUser } from './own-user.ts';
import { Refusal } from './refusal.ts';
import { withTemporary } from './temporary.ts';

const CHUNK_CHARACTERS = 64 * 1024;
const FILE_CALLS = ['access', 'open', 'fsync', 'rename', 'statfs'];

/**
 * For what takes long, or makes others wait, before its file is written.
 *
 * @throws Refusal, DiskFullError where `writeWholeFile` would end so
 */
export function requireWritable(file: string): void {
  const folder = path.dirname(path.resolve(file));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    needBytes(folder, ENOUGH_BYTES);
  } catch (error) {
    throw explain(file, error);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Refusal(`${file} is a folder; name a file in it`);
  }
}

/**
 * Writes lines into a file that only its owner may read. The file gets its name only when it is
 * whole, on the disk, and `check` has passed. Until then it is a `.partial` file beside it, which
 * is removed if anything fails. It never fills its disk, which may be the database's.
 *
 * @throws Refusal, DiskFullError
 */
export async function writeWholeFile(
  file: string,
  lines: AsyncIterable<string>,
  { compress = false, check = async (_partial: string): Promise<void> => undefined } = {},
): Promise<void> {
  requireWritable(file);
  const folder = path.dirname(path.resolve(file));
  const partial = `${file}.${process.pid}.partial`;
  await withTemporary(partial, async () => {
    const out = createWriteStream(partial, { mode: 0o600, flags: 'wx', flush: true });
    const chunks = whileRoom(folder, chunksOf(lines));
    if (compress) await pipeline(chunks, createGzip(), out);
    else await pipeline(chunks, out);
    await check(partial);
    await rename(partial, file);
    await syncFolder(folder);
  }).catch((error: unknown) => {
    throw explain(file, error);
  });
}

/** A Refusal for an error in writing the file. Other errors come from the source of the lines. */
function explain(file: string, error: unknown): unknown {
  if (error instanceof DiskFullError) return error;
  const { syscall, code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const isOfFile = syscall !== undefined && FILE_CALLS.includes(syscall);
  if (isOfFile && (code === 'EACCES' || code === 'EPERM')) {
    return new Refusal(
      `${file} cannot be written by the user ${ownUser()} (${message}); name a file in a folder of that user`,
    );
  }
  return isOfFile || code === 'ENOSPC'
    ? new Refusal(`${file} cannot be written (${message}); correct its folder, or make room there`)
    : error;
}

async function* whileRoom(folder: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    needBytes(folder, ENOUGH_BYTES);
    yield chunk;
  }
}

/** Joins lines into chunks, so that they are not compressed and written one by one. */
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

/** A file's new name is on the disk only when its folder has been synced (fsync(2)). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
