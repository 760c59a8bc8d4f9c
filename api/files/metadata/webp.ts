import type { Bytes } from './bytes.ts';
import { orientationIn, tiffOf } from './orientation.ts';

/** `RIFF`, the length of all that follows, and `WEBP`. */
const RIFF_BYTES = 12;
const HEAD_BYTES = 8;
const MOST_EXIF_BYTES = 1024 * 1024;

/**
 * A WebP (RFC 9649) whose EXIF data says the orientation and nothing else, and whose XMP data is empty.
 * Both come after the picture, and the length of all before it, so each chunk keeps its length.
 */
export async function* webpWithoutMetadata(bytes: Bytes): AsyncGenerator<Buffer, void> {
  const riff = await bytes.take(RIFF_BYTES);
  yield riff;
  const end = riff.length < RIFF_BYTES ? 0 : 8 + riff.readUInt32LE(4);
  while (bytes.taken < end) {
    const head = await bytes.take(HEAD_BYTES);
    yield head;
    if (head.length < HEAD_BYTES) return;
    const type = head.toString('latin1', 0, 4);
    const length = head.readUInt32LE(4);
    const padded = length + (length % 2);
    if (type === 'EXIF' && padded <= MOST_EXIF_BYTES) yield cleaned(await bytes.take(padded));
    else if (type === 'EXIF' || type === 'XMP ') yield* blank(bytes, padded);
    else yield* bytes.pass(padded);
  }
  await bytes.skip();
}

function cleaned(exif: Buffer): Buffer {
  // Some programs write the name that JPEG has before it.
  const isNamed = exif.toString('latin1', 0, 4) === 'Exif';
  const tiff = tiffOf(orientationIn(isNamed ? exif.subarray(6) : exif) ?? 1);
  const out = Buffer.alloc(exif.length);
  if (tiff.length <= out.length) tiff.copy(out);
  return out;
}

async function* blank(bytes: Bytes, count: number): AsyncGenerator<Buffer, void> {
  for await (const part of bytes.pass(count)) yield Buffer.alloc(part.length, ' ');
}
