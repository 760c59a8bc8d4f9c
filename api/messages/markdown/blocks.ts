import MarkdownIt, { type StateBlock } from 'markdown-it';
import { spend } from './budget.ts';

type BlockRule = (state: StateBlock, line: number, end: number, isSilent: boolean) => boolean;

/** It is drawn with a line and buttons of its own. */
const FENCE_COST = 25;
/** Of a look at a row: each line that may begin a table looks at all rows below it. */
const ROW_COST = 0.2;
/** Quotes and lists within as many others are text. A list counts twice, for itself and its item. */
const MOST_LEVEL = 20;

/** A quote, `> ` and words. Without a blank or words it is text, as `>:(` and `>=` are. */
export const blockquote = where(
  'blockquote',
  (state, line) => state.level < MOST_LEVEL && /^>[> \t]*[ \t][^\s>]/.test(textOf(state, line)),
);

/** A list of `-`, `*` or numbers. A mark without words is text, and so is `+`, which is a sign. */
export const list = where(
  'list',
  (state, line) =>
    state.level < MOST_LEVEL && /^(?:[-*]|\d{1,9}[.)])[ \t]+\S/.test(textOf(state, line)),
);

/**
 * A table, where each row has at most the cells of the head, since the parser drops the others, and
 * no backslash before a bar, which it would drop as well.
 */
export const table = where('table', (state, line, end) => {
  const head = textOf(state, line);
  if (!/[^|\s]/.test(head) || line + 1 >= end || !/^[-|: \t]+$/.test(textOf(state, line + 1))) {
    return false;
  }
  // Without a bar it is a line across.
  if (!isRow(state, line + 1)) return false;
  for (let row = line; row < end && isRow(state, row); row++) {
    spend(state.env, ROW_COST);
    const text = textOf(state, row);
    if (cellsIn(text) > cellsIn(head) || text.includes('\\|')) return false;
  }
  return true;
});

/** Ends a table at the line that has no bar, which the parser would take for a row. */
export const tableEnd: BlockRule = (state, line, _end, isSilent) =>
  isSilent && state.parentType === 'table' && !isRow(state, line);

/** A heading: `#` and words, all of which are shown. */
export const heading: BlockRule = (state, line, _end, isSilent) => {
  const [, mark, words] = /^(#{1,6})[ \t]+(.*\S)/.exec(textOf(state, line)) ?? [];
  if (mark === undefined || words === undefined || isIndented(state, line)) return false;
  if (isSilent) return true;
  pushInline(state, 'heading', `h${mark.length}`, words);
  state.line = line + 1;
  return true;
};

/**
 * A block of code, from three backticks to as many, or to the end. One word behind the first ones
 * names the language; anything else that stands there is the first line of the code.
 */
export const fence: BlockRule = (state, line, end, isSilent) => {
  const [, mark, behind] = /^(`{3,})([^`]*)$/.exec(textOf(state, line)) ?? [];
  if (mark === undefined || behind === undefined || isIndented(state, line)) return false;
  const isLabel = /^[ \t]*[\w+#.-]{1,20}[ \t]*$/.test(behind);
  const lines = isLabel || behind.trim() === '' ? [] : [behind];
  let next = line + 1;
  for (; next < end; next++) {
    if (!state.isEmpty(next) && isOutdented(state, next)) break;
    const code = state.getLines(next, next + 1, state.sCount[line] ?? 0, false);
    const closing = /^([^`]*)(`{3,})[ \t]*$/.exec(code);
    const isClosed = (closing?.[2] ?? '').length >= mark.length;
    const last = isClosed ? closing?.[1] : code;
    if (last !== undefined && !(isClosed && last.trim() === '')) lines.push(last);
    if (!isClosed) continue;
    next++;
    break;
  }
  if (!isLabel && lines.every((code) => code.trim() === '')) return false;
  if (isSilent) return true;
  spend(state.env, FENCE_COST);
  const token = state.push('fence', 'code', 0);
  token.info = isLabel ? behind.trim() : '';
  token.content = lines.join('\n');
  state.line = next;
  return true;
};

/**
 * What is nothing else, with its indentation, its tabs and its line breaks. Unlike in CommonMark it
 * does not go on in a line that is outside of its quote or its item.
 */
export const paragraph: BlockRule = (state, line, end) => {
  const terminators = state.md.block.ruler.getRules('paragraph');
  const parent = state.parentType;
  state.parentType = 'paragraph';
  let next = line + 1;
  while (
    next < end &&
    !state.isEmpty(next) &&
    !isOutdented(state, next) &&
    (isIndented(state, next) || !terminators.some((rule) => rule(state, next, end, true)))
  ) {
    next++;
  }
  const others = state.getLines(line + 1, next, state.blkIndent, false);
  const text = next > line + 1 ? `${firstLine(state, line)}\n${others}` : firstLine(state, line);
  pushInline(state, 'paragraph', 'p', text);
  state.parentType = parent;
  state.line = next;
  return true;
};

/** The parser's own rule, for the lines to which it applies. */
function where(
  name: string,
  applies: (state: StateBlock, line: number, end: number) => boolean,
): BlockRule {
  const [own] = new MarkdownIt('zero').enable(name).block.ruler.getRules('');
  return (state, line, end, isSilent) =>
    own !== undefined && applies(state, line, end) && own(state, line, end, isSilent);
}

function pushInline(state: StateBlock, name: string, tag: string, content: string): void {
  state.push(`${name}_open`, tag, 1);
  const inline = state.push('inline', '', 0);
  inline.content = content;
  inline.children = [];
  state.push(`${name}_close`, tag, -1);
}

/** The first line with its indentation, and without the marks of the items that begin in it. */
function firstLine(state: StateBlock, line: number): string {
  const from = state.bMarks[line] ?? 0;
  const before = state.src.slice(from, from + (state.tShift[line] ?? 0));
  // After a tab the parser miscounts the columns, and would leave a part of the mark in the text.
  return before.trim() === ''
    ? state.getLines(line, line + 1, state.blkIndent, false)
    : ' '.repeat(Math.max(0, (state.sCount[line] ?? 0) - state.blkIndent)) + textOf(state, line);
}

/** The line without its indentation. */
function textOf({ src, bMarks, tShift, eMarks }: StateBlock, line: number): string {
  return src.slice((bMarks[line] ?? 0) + (tShift[line] ?? 0), eMarks[line]);
}

function isIndented({ sCount, blkIndent }: StateBlock, line: number): boolean {
  return (sCount[line] ?? 0) - blkIndent >= 4;
}

function isOutdented({ sCount, blkIndent }: StateBlock, line: number): boolean {
  return (sCount[line] ?? 0) < blkIndent;
}

function isRow(state: StateBlock, line: number): boolean {
  return !isOutdented(state, line) && textOf(state, line).includes('|');
}

function cellsIn(row: string): number {
  return row.trim().replace(/^\|/, '').replace(/\|$/, '').split('|').length;
}
