import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

/** What was stored, as it was counted on its way. */
export interface Stored {
  /** Bytes. */
  size: number;
  /** SHA-256, in hexadecimal. */
  sha256: string;
}

export interface Range {
  /** The first byte and the last, from 0. */
  from: number;
  to: number;
}

/**
 * Where the bytes of files are, each under a key. What they are called, and who may see them, is in the
 * database.
 */
export interface Storage {
  /**
   * Stores all bytes of the source; one that breaks off or is too long leaves nothing.
   *
   * @param most bytes
   * @throws FileTooLargeError, DiskFullError, StorageAwayError, the source's own error
   */
  put(key: string, source: AsyncIterable<Buffer>, most: number): Promise<Stored>;
  /** @throws FileMissingError, StorageAwayError */
  read(key: string, range?: Range): Promise<Readable>;
  /**
   * Also what an upload has left whose server died. What is not there needs no removing.
   *
   * @throws StorageAwayError
   */
  remove(key: string): Promise<void>;
}

/** A key is of one upload alone, and nobody guesses it. */
export const newKey = (): string => randomUUID().replaceAll('-', '');

export class FileTooLargeError extends Error {}

/** The storage does not have it. */
export class FileMissingError extends Error {}

/** The storage cannot be reached, or does not do what is asked of it; `cause` says why. */
export class StorageAwayError extends Error {}
