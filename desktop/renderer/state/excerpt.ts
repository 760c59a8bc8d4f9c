import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import { visibleText } from '../../../api/messages/markdown/visible-text.ts';

/** A run of a message's text, which is marked or not. */
export interface Run {
  text: string;
  isMarked: boolean;
}

type Range = readonly [from: number, to: number];

/** How much is shown before the first mark, and in all, in UTF-16 units. */
const BEFORE = 60;
const IN_ALL = 220;

/**
 * What of a message to show among results: its surroundings of the first mark, in one line and without
 * the signs of its formatting, unless what is to be marked stands in these, as in the address of a link.
 *
 * @param marks from and to, in UTF-16 units of the body, in order
 */
export function excerptOf(body: string, marks: readonly Range[]): Run[] {
  const seen = visibleText(parseMessage(body)).trimEnd();
  const moved = movedTo(seen, body, marks);
  return moved === undefined ? cut(body, marks) : cut(seen, moved);
}

/**
 * Where the marks stand in the text without signs. What is marked is there as often as in the body, so
 * that each is the one of its number; undefined where it is not.
 */
function movedTo(seen: string, body: string, marks: readonly Range[]): Range[] | undefined {
  if (seen === body) return [...marks];
  const moved: Range[] = [];
  for (const [from, to] of marks) {
    const word = body.slice(from, to);
    const [before, after] = [placesOf(word, body), placesOf(word, seen)];
    const at = after[before.indexOf(from)];
    if (before.length !== after.length || at === undefined) return undefined;
    moved.push([at, at + word.length]);
  }
  return moved;
}

function placesOf(word: string, text: string): number[] {
  const places: number[] = [];
  if (word === '') return places;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) places.push(at);
  return places;
}

function cut(text: string, marks: readonly Range[]): Run[] {
  const first = marks[0]?.[0] ?? 0;
  const from = first <= BEFORE ? 0 : startOfWord(text, first - BEFORE, first);
  const to = text.length - from <= IN_ALL ? text.length : endOfWord(text, from + IN_ALL);
  const runs: Run[] = [];
  let at = from;
  for (const [begin, end] of marks) {
    if (begin < at || end > to) continue;
    runs.push({ text: text.slice(at, begin), isMarked: false });
    runs.push({ text: text.slice(begin, end), isMarked: true });
    at = end;
  }
  runs.push({ text: text.slice(at, to), isMarked: false });
  const lines = runs.map((run) => ({ ...run, text: run.text.replaceAll(/\s+/gu, ' ') }));
  if (from > 0) lines.unshift({ text: '…', isMarked: false });
  if (to < text.length) lines.push({ text: '…', isMarked: false });
  return lines.filter((run) => run.text !== '');
}

/** The first place after a blank, else one between two characters. */
function startOfWord(text: string, from: number, until: number): number {
  const blank = text.slice(from, until).search(/\s/u);
  return blank === -1 ? wholeAt(text, from) : from + blank + 1;
}

function endOfWord(text: string, to: number): number {
  const last = text.slice(0, to).search(/\s\S*$/u);
  return last > to - BEFORE ? last : wholeAt(text, to);
}

/** Not within a character that takes two units. */
function wholeAt(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at;
}
