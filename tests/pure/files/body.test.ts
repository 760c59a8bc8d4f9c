import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openBody } from '../../../api/files/body.ts';

const BOUNDARY = 'an-end';
const CHUNK = 1000;

/** A form with one file, as a request brings it. */
function formOf(bytes: Buffer): Buffer[] {
  const form = Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\n`),
    Buffer.alloc(3 * CHUNK, 'n'),
    Buffer.from(`\r\n--${BOUNDARY}\r\n`),
    Buffer.from('Content-Disposition: form-data; name="file"; filename="plan.bin"\r\n\r\n'),
    bytes,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
  return Array.from({ length: Math.ceil(form.length / CHUNK) }, (_, at) => {
    const part = form.subarray(at * CHUNK, (at + 1) * CHUNK);
    return Buffer.from(new Uint8Array(part).buffer);
  });
}

test('a form’s file takes no more memory the longer it is, and comes whole', async () => {
  // Many ends of a chunk look like the beginning of the boundary.
  const bytes = Buffer.alloc(200 * CHUNK, `\r\n--${BOUNDARY.slice(0, -1)}`);
  const chunks = formOf(bytes);
  const header = () => `multipart/form-data; boundary=${BOUNDARY}`;
  const sent = await openBody(Readable.from(chunks), header);
  const got: Buffer[] = [];
  for await (const piece of sent.bytes) {
    got.push(piece);
    await setImmediate();
  }
  expect(sent.name).toBe('plan.bin');
  expect(Buffer.concat(got).equals(bytes)).toBe(true);
  expect(chunks.filter(({ byteLength }) => byteLength > 0).length).toBeLessThan(10);
});
