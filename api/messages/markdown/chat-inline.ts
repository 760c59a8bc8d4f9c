import MarkdownIt, { type Token } from 'markdown-it';
import { type Address, findAddresses } from './addresses.ts';
import { spend } from './budget.ts';

const WORD = /[\p{L}\p{N}\p{M}]/u;
/** A sign that stands in these is a sign, as in (*) and «_». */
const PAIRS = ['()', '[]', '{}', '<>', '«»', '“”', '‘’'];
const MOST_MARKS = 3;

/** The inline state of markdown-it, with the addresses in the text and other rules of emphasis. */
export class ChatInline extends MarkdownIt.StateInline {
  readonly #addresses = findAddresses(this.md.linkify, this.src, this.env);
  /** The first address that the parser, which only moves forwards, has not passed. */
  #next = 0;

  /** The first address that begins at `pos` or after it. */
  addressFrom(pos: number): Address | undefined {
    while ((this.#addresses[this.#next]?.from ?? Infinity) < pos) this.#next++;
    return this.#addresses[this.#next];
  }

  override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
    spend(this.env);
    return super.push(type, tag, nesting);
  }

  /**
   * Decides whether `*`, `_` or `~` may open and close emphasis: not inside a word, beside a slash or
   * a backslash, or between the two signs of a pair. Otherwise than in CommonMark, a mark between a
   * sign and a word may close, as in `**Note :**text`.
   */
  override scanDelims(start: number): { can_open: boolean; can_close: boolean; length: number } {
    const mark = this.src.charAt(start);
    let end = start + 1;
    while (end < this.posMax && this.src.charAt(end) === mark) end++;
    const length = end - start;
    const before = characterBefore(this.src, start);
    const after = characterAt(this.src, end);
    const isText =
      (mark === '~' ? length !== 2 : length > MOST_MARKS) ||
      /[/\\]/.test(before + after) ||
      (WORD.test(before) && WORD.test(after)) ||
      before === after ||
      PAIRS.includes(before + after);
    return {
      can_open: !isText && after.trim() !== '' && !WORD.test(before),
      can_close: !isText && before.trim() !== '',
      length,
    };
  }
}

/** Empty at the end of the text. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** Empty at the beginning of the text. */
function characterBefore(text: string, at: number): string {
  const wide = characterAt(text, at - 2);
  return wide.length === 2 ? wide : text.charAt(at - 1);
}
