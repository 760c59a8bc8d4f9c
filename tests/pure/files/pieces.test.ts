import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../../../api/files/s3/pieces.ts';

test('a source is cut into pieces of one size and a last one, whatever its chunks', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (given, size) => {
      async function* source() {
        for (const chunk of given) yield Buffer.from(chunk);
      }
      const pieces = [];
      for await (const piece of piecesOf(source(), size)) pieces.push(piece);
      expect(pieces.map(({ isLast }) => isLast).indexOf(true)).toBe(pieces.length - 1);
      for (const { bytes, isLast } of pieces) {
        if (isLast) expect(bytes.length).toBeLessThanOrEqual(size);
        else expect(bytes.length).toBe(size);
      }
      expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(Buffer.concat(given))).toBe(
        true,
      );
    }),
  );
});
