import { isUtf8 } from 'node:buffer';
import { fileTypeFromBuffer } from 'file-type';

/** So many bytes at the beginning of a file tell its type. */
export const HEAD_BYTES = 4_100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;
const UNKNOWN = 'application/octet-stream';

/** The media type of a file that begins so. Text is `text/plain`, whatever it would be to a program. */
export async function typeOf(head: Buffer): Promise<string> {
  if (head.length === 0) return UNKNOWN;
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) return found.mime;
  return isText(head) ? 'text/plain' : UNKNOWN;
}

function isText(head: Buffer): boolean {
  // The last character may be cut.
  const whole = [0, 1, 2, 3].map((cut) => head.subarray(0, head.length - cut)).find(isUtf8);
  return whole !== undefined && !CONTROL.test(whole.toString());
}

/** Whether a browser may show it in its own window: nothing in it is run there. */
export function isShown(type: string): boolean {
  return INLINE.has(type) || /^(audio|video)\//.test(type);
}

const INLINE = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'application/pdf',
]);

/** Whether a small picture of it can be drawn. */
export const isDrawable = (type: string): boolean => DRAWABLE.has(type);

const DRAWABLE = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);
