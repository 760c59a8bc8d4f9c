import type { Leaf } from './piece.ts';

/**
 * A user name after `@` that nothing else could continue: neither a word, as in `x@bob` and `@bobé`,
 * nor a path or an address, as in `@bob/pkg`, `/@bob` and `@bob@host`; and not after a backslash.
 */
const MENTION =
  /(?<![\p{L}\p{N}\p{M}_@\\/])@([a-z0-9][a-z0-9._-]{0,30}[a-z0-9_])(?![._-]*[\p{L}\p{N}\p{M}_@]|\/[\p{L}\p{N}])/giu;

/** More than anybody writes, and as many as are drawn at once. The rest is text. */
const MOST_MENTIONS = 200;

/** A text that is neither code nor of a link, cut at its mentions. */
export function splitMentions(text: string): Leaf[] {
  // Most texts have none, and the pattern is much slower than this.
  if (!text.includes('@')) return [{ kind: 'text', text }];
  const leaves: Leaf[] = [];
  let from = 0;
  for (const { index, 0: typed, 1: name = '' } of text.matchAll(MENTION).take(MOST_MENTIONS)) {
    if (index > from) leaves.push({ kind: 'text', text: text.slice(from, index) });
    leaves.push({ kind: 'mention', text: typed, name: name.toLowerCase() });
    from = index + typed.length;
  }
  if (from < text.length) leaves.push({ kind: 'text', text: text.slice(from) });
  return leaves;
}
