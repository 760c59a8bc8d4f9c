/**
 * Gives the memory of bytes back at once, which V8 would let gather up to 64 MB. Nobody may read them any
 * more. What has other bytes beside it in its memory is left to V8.
 */
export function free(bytes: Buffer): void {
  if (isAlone(bytes)) bytes.buffer.transfer(0);
}

/** Whether its memory holds these bytes only. */
export function isAlone(bytes: Buffer): bytes is Buffer<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.byteLength;
}
