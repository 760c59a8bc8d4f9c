/** A piece of a file. */
export interface Piece {
  bytes: Buffer<ArrayBuffer>;
  isLast: boolean;
}

/**
 * Cuts a source into pieces of exactly `size` bytes and a last one, which may be shorter or empty. One
 * piece is in memory at a time.
 */
export async function* piecesOf(
  source: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<Piece, void> {
  let chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (held + rest.length > size) {
      const fitting = rest.subarray(0, size - held);
      yield { bytes: Buffer.concat([...chunks, fitting]), isLast: false };
      rest = rest.subarray(fitting.length);
      chunks = [];
      held = 0;
    }
    chunks.push(rest);
    held += rest.length;
  }
  yield { bytes: Buffer.concat(chunks), isLast: true };
}
