import { matchesIn } from './matches.ts';

const SEARCHED = '.timeline .row :is(.byline strong, .markdown, .file-name)';
const BLOCKS = 'p, li, pre, blockquote, div';

interface Piece {
  node: Text;
  /** Where it begins in the element's text. */
  from: number;
}

/** Where the words stand in the messages on the page and their authors' names, from the top. */
export function rangesOf(words: string): Range[] {
  return [...document.querySelectorAll(SEARCHED)].flatMap((element) => rangesIn(element, words));
}

function rangesIn(element: Element, words: string): Range[] {
  const { text, pieces } = readText(element);
  return matchesIn(text, words).map(([start, end]) => {
    const range = document.createRange();
    const first = pieceAt(pieces, start);
    const last = pieceAt(pieces, end - 1);
    range.setStart(first.node, start - first.from);
    range.setEnd(last.node, end - last.from);
    return range;
  });
}

/** Words may go over emphasis and links, and not from one paragraph into the next. */
function readText(element: Element): { text: string; pieces: Piece[] } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const pieces: Piece[] = [];
  let text = '';
  let block: Element | null | undefined;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text)) continue;
    const own = node.parentElement?.closest(BLOCKS);
    if (block !== undefined && own !== block) text += '\n';
    block = own;
    pieces.push({ node, from: text.length });
    text += node.data;
  }
  return { text, pieces };
}

function pieceAt(pieces: readonly Piece[], place: number): Piece {
  const piece = pieces.findLast(({ from }) => from <= place);
  if (piece === undefined) throw new Error('a match lies in the text that it was found in');
  return piece;
}
