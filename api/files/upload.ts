import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { DiskFullError } from '../../db/disk-space.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { Problem } from '../http/problem.ts';
import type { File } from './contract.ts';
import { withoutMetadata } from './metadata/without-metadata.ts';
import { toFileName } from './name.ts';
import { FileTooLargeError, newKey, type Storage } from './storage.ts';
import type { DrawThumbnail, Picture } from './thumbnails/thumbnailer.ts';
import { HEAD_BYTES, isDrawable, typeOf } from './type.ts';
import { fileOf } from './wire.ts';

/** Of a larger file no thumbnail is drawn: it would be in memory as a whole. */
const MOST_DRAWN_BYTES = 50 * 1024 * 1024;

export interface UploadDeps {
  db: Kysely<Tables>;
  storage: Storage;
  drawThumbnail: DrawThumbnail;
  /** Bytes of one file. */
  mostBytes: number;
  /** Bytes of all files; 0 for no limit. */
  quotaBytes: number;
  onFault(error: unknown): void;
}

export interface Upload {
  name: string;
  /** All of its bytes; fails where the sender breaks off. */
  bytes: AsyncIterable<Buffer>;
  /** How many the sender said that there are, where it said so. */
  expected: number | undefined;
}

/**
 * Stores a file, of nobody's message yet.
 *
 * @throws Problem `file-too-large`, `storage-full`, `not-authenticated`; StorageAwayError; the error of
 *   `bytes`. Then nothing is kept.
 */
export async function upload(
  deps: UploadDeps,
  actor: UserActor,
  { name, bytes, expected }: Upload,
): Promise<File> {
  const { db, storage, mostBytes } = deps;
  if ((expected ?? 0) > mostBytes) throw fileTooLarge(mostBytes);
  await requireRoom(db, deps.quotaBytes, expected ?? 0);
  const keys = { file: newKey(), thumbnail: newKey() };
  await noteUpload(db, Object.values(keys));
  try {
    const { head, all } = await peek(bytes);
    const type = await typeOf(head);
    const stored = await storage.put(keys.file, withoutMetadata(type, all), mostBytes);
    const picture = await drawIfWanted(deps, type, keys.file, stored.size);
    const thumbnail =
      picture &&
      (await storage.put(keys.thumbnail, once(picture.thumbnail), picture.thumbnail.length));
    return await act(db, actor, {}, async (trx) => {
      await requireRoom(trx, deps.quotaBytes, stored.size);
      await settleUpload(trx, Object.values(keys));
      const row = await trx
        .insertInto('files')
        .values({
          id: randomUUID(),
          storageKey: keys.file,
          thumbnailKey: thumbnail === undefined ? null : keys.thumbnail,
          thumbnailSha256: thumbnail?.sha256 ?? null,
          uploaderId: actor.userId,
          ...{ messageId: null, homeId: null, place: null },
          name: toFileName(name),
          type,
          ...stored,
          width: picture?.width ?? null,
          height: picture?.height ?? null,
        })
        .returning(fileOf('files').as('file'))
        .executeTakeFirstOrThrow();
      return row.file;
    });
  } catch (error) {
    // Where this fails, too, it is swept later.
    await forgetUpload(deps, Object.values(keys)).catch(deps.onFault);
    throw toProblem(error, mostBytes);
  }
}

/** Whatever becomes of the server, what it has stored is removed after this time. */
const MOST_TIME = '1 day';

async function noteUpload(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  await sql`
    insert into files_to_remove (storage_key, remove_at)
    select key, clock_timestamp() + ${sql.lit(MOST_TIME)}::interval
    from unnest(${keys}::text[]) key`.execute(db);
}

async function settleUpload(trx: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  const { rows } = await sql`
    delete from files_to_remove where storage_key = any(${keys}::text[])
    returning storage_key`.execute(trx);
  if (rows.length < keys.length) throw new Error('the upload took too long, and was swept');
}

async function forgetUpload({ db, storage }: UploadDeps, keys: readonly string[]): Promise<void> {
  for (const key of keys) await storage.remove(key);
  await sql`delete from files_to_remove where storage_key = any(${keys}::text[])`.execute(db);
}

async function drawIfWanted(
  { storage, drawThumbnail }: UploadDeps,
  type: string,
  key: string,
  size: number,
): Promise<Picture | undefined> {
  if (!isDrawable(type) || size > MOST_DRAWN_BYTES) return undefined;
  return drawThumbnail(() => storage.read(key));
}

/** The beginning of a source, and all of it. */
async function peek(
  source: AsyncIterable<Buffer>,
): Promise<{ head: Buffer; all: AsyncIterable<Buffer> }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  for (let size = 0; size < HEAD_BYTES; ) {
    const { done, value } = await iterator.next();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  async function* all(): AsyncGenerator<Buffer, void> {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: Buffer.concat(chunks).subarray(0, HEAD_BYTES), all: all() };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}

/** @throws Problem `storage-full` */
async function requireRoom(db: Kysely<Tables>, quotaBytes: number, size: number): Promise<void> {
  if (quotaBytes === 0) return;
  const { used } = await db
    .selectFrom('files')
    .select(sql<number>`coalesce(sum(size), 0)::bigint`.as('used'))
    .executeTakeFirstOrThrow();
  if (used + size > quotaBytes) throw storageFull();
}

function toProblem(error: unknown, mostBytes: number): unknown {
  if (error instanceof FileTooLargeError) return fileTooLarge(mostBytes);
  const isFull =
    error instanceof DiskFullError ||
    (error instanceof Error && 'code' in error && FULL.has(String(error.code)));
  return isFull ? storageFull() : error;
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

function fileTooLarge(mostBytes: number): Problem {
  const most = `${Math.floor(mostBytes / 2 ** 20)} MiB`;
  return new Problem(
    'file-too-large',
    `A file has at most ${most} (MAX_FILE_BYTES); nothing of this one was kept.`,
    { mostBytes },
  );
}

function storageFull(): Problem {
  return new Problem(
    'storage-full',
    'There is no room for files; nothing of this one was kept. Delete some, or ask an administrator.',
  );
}
