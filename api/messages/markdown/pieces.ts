import type { Token } from 'markdown-it';
import { TooMuch } from './budget.ts';
import type { Leaf, Piece, Span } from './piece.ts';
import { splitMentions } from './split-mentions.ts';

/** As many as fit into the parser's own limit: only mentions make several of one token. */
const MOST_LEAVES = 800;
/** More than anybody nests, and too little to overflow the stack of what draws them. */
const MOST_DEPTH = 50;

/**
 * The parser's tokens as pieces within pieces, with the mentions found.
 *
 * @throws TooMuch where they nest too deep, or are too many
 */
export function piecesOf(tokens: readonly Token[]): Piece[] {
  const root: Piece[] = [];
  const open: Span[] = [];
  let leaves = 0;
  for (const token of tokens.flatMap((each) => each.children ?? [each])) {
    // The rows of a table are enough.
    if (/^t(head|body)_/.test(token.type)) continue;
    if (token.nesting < 0) {
      const closed = open.pop();
      if (closed?.kind === 'item' && /^[-*]$/.test(closed.mark)) takeBox(closed);
      continue;
    }
    const into = open.at(-1)?.pieces ?? root;
    if (token.nesting === 0) {
      const isInLink = open.some(({ kind }) => kind === 'link');
      const found = leavesOf(token, isInLink);
      leaves += found.length;
      if (leaves > MOST_LEAVES) throw new TooMuch('too many pieces');
      into.push(...found);
      continue;
    }
    const span = spanOf(token);
    into.push(span);
    open.push(span);
    if (open.length > MOST_DEPTH) throw new TooMuch('too deep');
  }
  return root;
}

function spanOf(token: Token): Span {
  const pieces: Piece[] = [];
  switch (token.type) {
    case 'heading_open':
      return { kind: 'heading', pieces };
    case 'blockquote_open':
      return { kind: 'quote', pieces };
    case 'bullet_list_open':
    case 'ordered_list_open':
      return { kind: 'list', isOrdered: token.tag === 'ol', pieces };
    case 'list_item_open':
      return { kind: 'item', mark: token.info + token.markup, pieces };
    case 'table_open':
      return { kind: 'table', pieces };
    case 'tr_open':
      return { kind: 'row', pieces };
    case 'th_open':
    case 'td_open': {
      const align = /left|center|right/.exec(String(token.attrGet('style')))?.[0];
      return { kind: 'cell', isHead: token.tag === 'th', align, pieces };
    }
    case 'strong_open':
      return { kind: 'strong', pieces };
    case 'em_open':
      return { kind: 'emphasis', pieces };
    case 's_open':
      return { kind: 'deleted', pieces };
    case 'link_open':
      return { kind: 'link', href: String(token.attrGet('href')), pieces };
    default:
      return { kind: 'paragraph', pieces };
  }
}

/** Makes a task of an item that begins with a box: the box is its mark, and not of its text. */
function takeBox(item: Span & { kind: 'item' }): void {
  const [paragraph] = item.pieces;
  const [text] = paragraph?.kind === 'paragraph' ? paragraph.pieces : [];
  const [all, box] = (text?.kind === 'text' && /^(\[[ xX]\])[ \t]/.exec(text.text)) || [];
  if (text?.kind !== 'text' || all === undefined || box === undefined) return;
  item.mark = box;
  text.text = text.text.slice(all.length);
}

function leavesOf({ type, content, info, markup }: Token, isInLink: boolean): Leaf[] {
  switch (type) {
    case 'code_inline':
      return [{ kind: 'code', text: content }];
    case 'fence':
      return [{ kind: 'fence', text: content, language: info }];
    case 'hr':
      return [{ kind: 'rule', text: markup }];
    default:
      return isInLink ? [{ kind: 'text', text: content }] : splitMentions(content);
  }
}
