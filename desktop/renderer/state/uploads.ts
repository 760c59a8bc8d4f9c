import type { File as StoredFile } from '../../../api/files/contract.ts';

/** A file that the user wants to send, from the moment it is chosen until the history has its message. */
export interface Upload {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  /** As the browser says; empty where it does not know. */
  type: string;
  /** Pixels, of a picture whose size is known. */
  width: number | null;
  height: number | null;
  /** `waiting` is sent without the user's doing; `failed` waits for the user. */
  status: 'waiting' | 'sending' | 'stored' | 'failed';
  /** Bytes that are on their way or there. */
  sent: number;
  /** The server's, once it is stored. */
  file: StoredFile | null;
  /** Why it failed: the problem's code, or one of the page's own. */
  refusal?: string | undefined;
  /** Of one that is too large: how many bytes the server takes. */
  mostBytes?: number | undefined;
}

/** By id, in the order in which they were chosen. */
export type Uploads = ReadonlyMap<string, Upload>;

/** By channel, the ids of the files of the message that is being written there, in their order. */
export type Attached = ReadonlyMap<string, readonly string[]>;

/** Codes of the page's own, for what the server does not know of. */
export const PAGE_REFUSALS = {
  /** The file was moved, deleted or changed after it was chosen, or may not be read. */
  unreadable: 'file-unreadable',
  /** There is no connection, and what waits for it is as much as this workstation keeps. */
  notKept: 'file-not-kept',
  /** The page was left before it was sent, and its bytes were not kept. */
  lost: 'file-lost',
} as const;

/** Whether the user may have it sent again: not where this page does not have its bytes any more. */
export function canBeRetried({ status, refusal }: Upload): boolean {
  return status === 'failed' && refusal !== PAGE_REFUSALS.lost;
}

/** An upload that has just been chosen. */
export function newUpload(
  id: string,
  { name, size, type }: Pick<Upload, 'name' | 'size' | 'type'>,
): Upload {
  return {
    ...{ id, name, size, type },
    ...{ width: null, height: null, status: 'waiting', sent: 0, file: null },
  };
}
