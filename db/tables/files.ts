import type { Generated } from 'kysely';

export interface FilesTable {
  id: string;
  /** Its bytes, in the storage. */
  storageKey: string;
  /** Its small picture, in the storage; null where it has none. */
  thumbnailKey: string | null;
  /** SHA-256 of the small picture, in hexadecimal. */
  thumbnailSha256: string | null;
  uploaderId: string;
  /** Null until a message has it. */
  messageId: string | null;
  /** The channel whose members may see it: of a thread, its parent; null until a message has it. */
  homeId: string | null;
  /** Among the files of its message, from 1; null until a message has it. */
  place: number | null;
  name: string;
  /** Its media type, as found from the bytes. */
  type: string;
  /** Bytes. */
  size: number;
  /** SHA-256, in hexadecimal. */
  sha256: string;
  /** Pixels, upright; null of what is no picture. */
  width: number | null;
  height: number | null;
  createdAt: Generated<Date>;
}

/** What the storage has, or may have, of what is no file: of one that was deleted, or of an upload. */
export interface FilesToRemoveTable {
  storageKey: string;
  /** An upload has as long to become a file. */
  removeAt: Generated<Date>;
}

/** When the bytes of deleted files may go. */
export interface FileRemovalTable {
  singleton: Generated<boolean>;
  /** A backup is copying files until then. */
  heldUntil: Date;
}
