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

/** A file, or a range of one, about to be sent. */
export interface OpenFile {
  /** Calls `write` with all bytes, piece by piece. A piece is good until its `write` resolves. */
  send(write: (piece: Uint8Array) => Promise<void>): Promise<void>;
  /** Also where nothing was sent. */
  close(): Promise<void>;
}

/**
 * Where the bytes of files are, each under a key. What they are called, and who may see them, is in the
 * database.
 */
export interface Storage {
  /**
   * Stores all bytes of the source; one that breaks off or is too long leaves nothing. The source's
   * buffers are the storage's from then on, which may free their memory.
   *
   * @param most bytes
   * @throws FileTooLargeError, DiskFullError, StorageAwayError, the source's own error
   */
  put(key: string, source: AsyncIterable<Buffer>, most: number): Promise<Stored>;
  /** @throws FileMissingError, StorageAwayError */
  read(key: string, range?: Range): Promise<Readable>;
  /**
   * A reader that costs the same memory however large the file is.
   *
   * @throws FileMissingError, StorageAwayError
   */
  open(key: string, range?: Range): Promise<OpenFile>;
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
