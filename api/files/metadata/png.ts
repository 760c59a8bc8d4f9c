import { crc32 } from 'node:zlib';
import type { Bytes } from './bytes.ts';
import { orientationIn, tiffOf } from './orientation.ts';

const SIGNATURE_BYTES = 8;
/** The length and the type of a chunk, and the sum behind it. */
const [HEAD_BYTES, SUM_BYTES] = [8, 4];
const MOST_EXIF_BYTES = 64 * 1024;
const LEFT_OUT = new Set(['tEXt', 'zTXt', 'iTXt', 'tIME', 'eXIf']);

/**
 * A PNG (W3C, third edition) without its texts, times and EXIF data, but for the orientation, and
 * without what comes after its end.
 */
export async function* pngWithoutMetadata(bytes: Bytes): AsyncGenerator<Buffer, void> {
  yield await bytes.take(SIGNATURE_BYTES);
  for (;;) {
    const head = await bytes.take(HEAD_BYTES);
    if (head.length < HEAD_BYTES) {
      yield head;
      return;
    }
    const length = head.readUInt32BE();
    const type = head.toString('latin1', 4);
    if (type === 'eXIf' && length <= MOST_EXIF_BYTES) {
      const orientation = orientationIn(await bytes.take(length));
      await bytes.skip(SUM_BYTES);
      if (orientation !== undefined) yield chunk('eXIf', tiffOf(orientation));
    } else if (LEFT_OUT.has(type)) {
      await bytes.skip(length + SUM_BYTES);
    } else {
      yield head;
      yield* bytes.pass(length + SUM_BYTES);
    }
    if (type === 'IEND') return bytes.skip();
  }
}

function chunk(type: string, body: Buffer): Buffer {
  const all = Buffer.alloc(HEAD_BYTES + body.length + SUM_BYTES);
  all.writeUInt32BE(body.length);
  all.write(type, 4, 'latin1');
  body.copy(all, HEAD_BYTES);
  all.writeUInt32BE(crc32(all.subarray(4, HEAD_BYTES + body.length)), HEAD_BYTES + body.length);
  return all;
}
