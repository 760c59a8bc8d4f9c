import MarkdownIt, { type MarkdownIt as Parser } from 'markdown-it';
import { limitAddresses } from './addresses.ts';
import { blockquote, fence, heading, list, paragraph, table, tableEnd } from './blocks.ts';
import { ChatBlock } from './chat-block.ts';
import { ChatInline } from './chat-inline.ts';
import { address, link, text } from './inlines.ts';

/**
 * The dialect of messages, which CONTRIBUTING.md describes: markdown-it with those rules off that
 * change or hide what was typed, and others in place of those that do so now and then. There is no
 * HTML, and a line break is a character of the text.
 */
export function makeParser(): Parser {
  // At its own limit the parser drops what is deeper; the rules of blocks end before that.
  const parser = new MarkdownIt('zero', { maxNesting: 100 }).enable([
    ...['table', 'fence', 'blockquote', 'hr', 'list', 'heading'],
    ...['backticks', 'strikethrough', 'emphasis', 'link', 'balance_pairs', 'fragments_join'],
  ]);
  limitAddresses(parser.linkify);
  const { block, inline } = parser;
  const ends = { alt: ['paragraph', 'blockquote', 'list'] };
  block.ruler.at('table', table, { alt: ['paragraph'] });
  block.ruler.at('fence', fence, ends);
  block.ruler.at('blockquote', blockquote, ends);
  block.ruler.at('list', list, { alt: ['paragraph', 'blockquote'] });
  block.ruler.at('heading', heading, ends);
  block.ruler.at('paragraph', paragraph);
  // The rows of a table end where a quote may.
  block.ruler.before('paragraph', 'table_end', tableEnd, { alt: ['blockquote'] });
  inline.ruler.at('text', text);
  inline.ruler.at('link', link);
  inline.ruler.before('text', 'address', address);
  block.State = ChatBlock;
  inline.State = ChatInline;
  return parser;
}
