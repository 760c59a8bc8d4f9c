import { createCount } from '../../../files/count.ts';
import {
  FileMissingError,
  FileTooLargeError,
  type Storage,
  type Stored,
} from '../../../files/storage.ts';
import type { NamedFile } from './named-files.ts';

/** What a storage has of a file. */
export type Found = 'whole' | 'damaged' | 'missing';

/** Far more than a small picture has. */
const MOST_OF_UNKNOWN = 16 * 2 ** 20;

/** Reads all of a file in a storage, and compares it with what it should be. */
export async function look(storage: Storage, file: NamedFile): Promise<Found> {
  try {
    const count = createCount(mostOf(file), Number.POSITIVE_INFINITY, () => undefined);
    for await (const _ of count.through(await storage.read(file.key)));
    return isOf(file, count.result()) ? 'whole' : 'damaged';
  } catch (error) {
    return foundOf(error);
  }
}

/** Copies a file under its key, and keeps the copy only where it is what it should be. */
export async function copy(from: Storage, to: Storage, file: NamedFile): Promise<Found> {
  try {
    const stored = await to.put(file.key, await from.read(file.key), mostOf(file));
    if (isOf(file, stored)) return 'whole';
    await to.remove(file.key);
    return 'damaged';
  } catch (error) {
    return foundOf(error);
  }
}

const mostOf = ({ size }: NamedFile) => size ?? MOST_OF_UNKNOWN;

function isOf(file: NamedFile, { size, sha256 }: Stored): boolean {
  return sha256 === file.sha256 && (file.size === undefined || size === file.size);
}

function foundOf(error: unknown): Found {
  if (error instanceof FileMissingError) return 'missing';
  if (error instanceof FileTooLargeError) return 'damaged';
  throw error;
}
