import type { Bytes } from './bytes.ts';
import { orientationIn, tiffOf } from './orientation.ts';

const EXIF = Buffer.from('Exif\0\0', 'latin1');
const [MARK, END_OF_IMAGE, COMMENT] = [0xff, 0xd9, 0xfe];
const [APP0, APP1, APP2, APP14, APP15] = [0xe0, 0xe1, 0xe2, 0xee, 0xef];

/**
 * A JPEG (ITU T.81, annex B) without the segments of applications, but for those by which it is shown
 * as it should be: JFIF, the colour profile, Adobe's colour transform, and the orientation. What comes
 * after the end of the image, such as another picture or a film, is left out too. What is no JPEG from
 * some byte on is copied from there on as it is.
 */
export async function* jpegWithoutMetadata(bytes: Bytes): AsyncGenerator<Buffer, void> {
  yield await bytes.take(2);
  for (;;) {
    yield* bytes.passUntil(MARK);
    const code = await codeOf(bytes);
    if (code === undefined) return;
    const mark = Buffer.from([MARK, code]);
    if (code === END_OF_IMAGE) {
      yield mark;
      return bytes.skip();
    }
    if (!hasSegment(code)) {
      yield mark;
      continue;
    }
    const length = await bytes.take(2);
    const body = await bytes.take(Math.max(0, (length.length < 2 ? 2 : length.readUInt16BE()) - 2));
    const kept = keptOf(code, body);
    if (kept === body) yield* [mark, length, body];
    else if (kept !== undefined) yield segment(code, kept);
  }
}

/** What is marked: any number of fill bytes, which are left out, may come before it. */
async function codeOf(bytes: Bytes): Promise<number | undefined> {
  for (;;) {
    const [code] = await bytes.take(1);
    if (code !== MARK) return code;
  }
}

/** Stuffed bytes, restarts and the start of the image stand alone. */
function hasSegment(code: number): boolean {
  return code > 0x01 && !(code >= 0xd0 && code <= 0xd8);
}

/** The segment's body, another one in its place, or undefined where it is left out. */
function keptOf(code: number, body: Buffer): Buffer | undefined {
  if (code === COMMENT) return undefined;
  if (code < APP0 || code > APP15) return body;
  const says = (name: string) => body.toString('latin1', 0, name.length) === name;
  if (code === APP0 && (says('JFIF\0') || says('JFXX\0'))) return body;
  if (code === APP2 && says('ICC_PROFILE\0')) return body;
  if (code === APP14 && says('Adobe')) return body;
  if (code !== APP1 || !body.subarray(0, EXIF.length).equals(EXIF)) return undefined;
  const orientation = orientationIn(body.subarray(EXIF.length));
  return orientation === undefined ? undefined : Buffer.concat([EXIF, tiffOf(orientation)]);
}

function segment(code: number, body: Buffer): Buffer {
  const head = Buffer.from([MARK, code, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
