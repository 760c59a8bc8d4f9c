import { Bytes } from './bytes.ts';
import { heifWithoutMetadata } from './heif.ts';
import { jpegWithoutMetadata } from './jpeg.ts';
import { pngWithoutMetadata } from './png.ts';
import { webpWithoutMetadata } from './webp.ts';

type Clean = (bytes: Bytes) => AsyncIterable<Buffer>;

const CLEAN: Partial<Record<string, Clean>> = {
  'image/jpeg': jpegWithoutMetadata,
  'image/png': pngWithoutMetadata,
  'image/apng': pngWithoutMetadata,
  'image/webp': webpWithoutMetadata,
  'image/avif': heifWithoutMetadata,
  'image/heic': heifWithoutMetadata,
  'image/heif': heifWithoutMetadata,
};

/**
 * A photograph without what it says of where, when and with what it was made. Its pixels are not
 * touched, and it stays turned as it is. All else is as it was.
 */
export function withoutMetadata(
  type: string,
  source: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> {
  const clean = CLEAN[type];
  return clean === undefined ? source : clean(new Bytes(source));
}
