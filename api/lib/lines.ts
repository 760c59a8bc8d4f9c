import { StringDecoder } from 'node:string_decoder';

/** Far longer than any line that is written here. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * Yields text line by line, without the line feeds, with one line and one chunk in memory.
 *
 * @throws Error where a line is longer than MOST_CHARACTERS, and whatever the source throws
 */
export async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_CHARACTERS) throw new Error('a line is too long');
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
