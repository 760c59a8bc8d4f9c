import type { FileHandle } from 'node:fs/promises';
import type { Range } from './storage.ts';

/** What is read at once. */
const PIECE_BYTES = 256 * 1024;

/**
 * Calls `write` with a file's bytes, or with those of a range. The next piece is read while one is
 * written, into the other of two buffers: with a new buffer for each piece, V8 would let 64 MB of old
 * ones gather before it frees them.
 */
export async function sendPieces(
  handle: FileHandle,
  range: Range | undefined,
  write: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  let at = range?.from ?? 0;
  let left = (range?.to ?? Number.POSITIVE_INFINITY) - at + 1;
  const length = Math.min(PIECE_BYTES, left);
  const buffers = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)] as const;
  const read = async (buffer: Buffer): Promise<Uint8Array> => {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(length, left), at);
    at += bytesRead;
    left -= bytesRead;
    return buffer.subarray(0, bytesRead);
  };
  let piece = await read(buffers[0]);
  for (let turn = 1; piece.length > 0; turn += 1) {
    // The file must stay open until both are done, also where one of them fails.
    const [written, next] = await Promise.allSettled([
      write(piece),
      left > 0 ? read(buffers[turn % 2 === 0 ? 0 : 1]) : nothing,
    ]);
    if (written.status === 'rejected') throw written.reason;
    if (next.status === 'rejected') throw next.reason;
    piece = next.value;
  }
}

const nothing = new Uint8Array();
