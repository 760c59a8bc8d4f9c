import { createHash } from 'node:crypto';
import { FileTooLargeError } from './storage.ts';

/**
 * Counts and digests what goes through, refuses what is longer than `most` bytes, and calls `look`
 * about every `lookEvery` bytes.
 */
export function createCount(most: number, lookEvery: number, look: () => void) {
  const hash = createHash('sha256');
  let size = 0;
  let lookAt = lookEvery;
  let sourceError: unknown;
  async function* noted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    try {
      yield* source;
    } catch (error) {
      sourceError = error;
      throw error;
    }
  }
  return {
    async *through(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
      for await (const chunk of noted(source)) {
        size += chunk.length;
        if (size > most) throw new FileTooLargeError();
        if (size > lookAt) {
          look();
          lookAt = size + lookEvery;
        }
        hash.update(chunk);
        yield chunk;
      }
    },
    /** Once, when all has gone through. */
    result: () => ({ size, sha256: hash.digest('hex') }),
    /** What the sender's side has failed with. */
    sourceError: () => sourceError,
  };
}
