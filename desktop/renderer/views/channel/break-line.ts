import type { Change, Selected } from './change-text.ts';

/** Whether a block of code has been opened before `at` and not closed: Enter breaks the line there. */
export function isInOpenFence(text: string, at: number): boolean {
  let open = 0;
  for (const line of text.slice(0, at).split('\n')) {
    const mark = open === 0 ? /^ {0,3}(`{3,})[^`]*$/.exec(line) : /^[^`]*(`{3,})[ \t]*$/.exec(line);
    const size = mark?.[1]?.length ?? 0;
    if (open === 0) open = size;
    else if (size >= open) open = 0;
  }
  return open > 0;
}

/**
 * Breaks the line. A list, a quote and the indentation of code go on in the new one; in an item or a
 * quote without words the list or the quote ends.
 */
export function breakLine({ text, from, to }: Selected): Change {
  const start = text.slice(0, from).lastIndexOf('\n') + 1;
  const line = text.slice(start, from);
  const isCode = isInOpenFence(text, from);
  const lead = isCode ? indentation(line) : leadOf(line);
  const isEmpty = from === to && line === lead && /^(?:\n|$)/.test(text.slice(to));
  if (!isCode && lead !== '' && isEmpty) {
    return { from: start, to, insert: '', select: [start, start] };
  }
  const insert = `\n${isCode ? lead : nextLead(lead)}`;
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}

const indentation = (line: string) => /^[ \t]*/.exec(line)?.[0] ?? '';

/** The marks of the quote and of the item with which the line begins. */
function leadOf(line: string): string {
  const quote = /^ {0,3}>[> \t]*[ \t]/.exec(line)?.[0] ?? '';
  const item = /^[ \t]*(?:[-*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/.exec(
    line.slice(quote.length),
  );
  return quote + (item?.[0] ?? '');
}

/** The next item's: one more, and not done yet. */
function nextLead(lead: string): string {
  return lead
    .replace(/\d+(?=[.)])/, (number) => String(Number(number) + 1))
    .replace(/\[[xX]\]/, '[ ]');
}
