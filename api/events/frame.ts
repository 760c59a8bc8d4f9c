import { Buffer } from 'node:buffer';
import type { ResetReason } from './contract.ts';
import { formatCursor } from './cursor.ts';

/**
 * An event as text/event-stream writes it (WHATWG HTML, 9.2.6). `data` is JSON, which has no line
 * breaks outside of its escapes.
 */
export function frame(event: string, data: string, id?: string): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `${idLine}event: ${event}\ndata: ${data}\n\n`;
}

/** Tells the client to load everything anew, and to go on from this position. */
export function resetFrame(reason: ResetReason, epoch: string, position: number): string {
  return frame('reset', JSON.stringify({ reason }), formatCursor(epoch, position));
}

/** Tells the client how long to wait before it reconnects; goes before the event that ends a stream. */
export function retryLine(ms: number): string {
  return `retry: ${Math.round(ms)}\n`;
}

/** Bytes to be written to any number of streams, in both shapes that sinks want, made once. */
export interface Chunk {
  bytes: Uint8Array;
  /** `bytes` framed for chunked transfer coding (RFC 9112, section 7.1). */
  framed: Uint8Array;
  /** How many logged events it holds. */
  events: number;
}

export function toChunk(text: string): Chunk {
  return joinChunk([Buffer.from(text)], 0);
}

export function joinChunk(frames: readonly Uint8Array[], events: number): Chunk {
  const length = frames.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  const head = Buffer.from(`${length.toString(16)}\r\n`);
  const framed = Buffer.concat([head, ...frames, Buffer.from('\r\n')]);
  const bytes = framed.subarray(head.byteLength, head.byteLength + length);
  return { bytes, framed, events };
}
