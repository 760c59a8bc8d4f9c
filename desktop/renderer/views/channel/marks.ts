import { type Change, insertSign, type Selected } from './change-text.ts';

export type Format = keyof typeof formats;

/** What the buttons and keys do to the text, with the marks of the messages' dialect. */
export const formats = {
  bold: (selected: Selected) => toggleMark(selected, '**'),
  // Not a star, which next to those of bold would make other marks.
  italic: (selected: Selected) => toggleMark(selected, '_'),
  strike: (selected: Selected) => toggleMark(selected, '~~'),
  code: toggleCode,
  link: makeLink,
  list: (selected: Selected) => toggleLines(selected, '- '),
  quote: (selected: Selected) => toggleLines(selected, '> '),
  mention: (selected: Selected) => insertSign(selected, '@'),
} as const satisfies Record<string, (selected: Selected) => Change>;

/** The format that the keys stand for. Ctrl+K makes a link of words, and goes elsewhere without. */
export function formatOfKey(event: KeyboardEvent, isSelected: boolean): Format | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'x' ? 'strike' : undefined;
  if (key === 'k') return isSelected ? 'link' : undefined;
  return ({ b: 'bold', i: 'italic', e: 'code' } as const)[key];
}

function toggleMark(selected: Selected, mark: string): Change {
  const { text, from, to } = wordsOf(selected);
  const size = mark.length;
  const words = text.slice(from, to);
  if (text.slice(Math.max(0, from - size), from) === mark && text.startsWith(mark, to)) {
    return replace(from - size, to + size, words, [0, words.length]);
  }
  if (words.length >= 2 * size && words.startsWith(mark) && words.endsWith(mark)) {
    const bare = words.slice(size, -size);
    return replace(from, to, bare, [0, bare.length]);
  }
  return replace(from, to, mark + words + mark, [size, size + words.length]);
}

/** Code of several lines is a block. */
function toggleCode(selected: Selected): Change {
  const { text, from, to } = selected;
  const code = text.slice(from, to);
  if (!code.includes('\n')) return toggleMark(selected, '`');
  const before = from === lineStart(text, from) ? '' : '\n';
  const after = to === lineEnd(text, to) ? '' : '\n';
  const lead = `${before}\`\`\`\n`;
  const end = code.endsWith('\n') ? '' : '\n';
  return replace(from, to, `${lead}${code}${end}\`\`\`${after}`, [
    lead.length,
    lead.length + code.length,
  ]);
}

/** What has to be typed next is selected: the address, or the words of one. */
function makeLink(selected: Selected): Change {
  const { text, from, to } = wordsOf(selected);
  const words = text.slice(from, to);
  if (/^(?:https?:\/\/|mailto:)\S+$/.test(words)) return replace(from, to, `[](${words})`, [1, 1]);
  const lead = `[${words}](`;
  return replace(from, to, `${lead}https://)`, [lead.length, lead.length + 'https://'.length]);
}

/** Puts the mark before the selected lines, or takes it away where each of them has it. */
function toggleLines({ text, from, to }: Selected, mark: string): Change {
  const start = lineStart(text, from);
  const end = lineEnd(text, to);
  const lines = text.slice(start, end).split('\n');
  const isMarked =
    lines.every((line) => line.startsWith(mark) || line === '') && lines.join() !== '';
  const changed = lines
    .map((line) => {
      if (line === '' && lines.length > 1) return line;
      return isMarked ? line.slice(mark.length) : mark + line;
    })
    .join('\n');
  return replace(start, end, changed, [from === to ? changed.length : 0, changed.length]);
}

/** The selection without blanks at its ends, beside which a mark is text; or the word around it. */
function wordsOf({ text, from, to }: Selected): Selected {
  if (from === to) {
    const before = /[\p{L}\p{N}\p{M}]+$/u.exec(text.slice(0, from))?.[0].length ?? 0;
    const after = /^[\p{L}\p{N}\p{M}]+/u.exec(text.slice(from))?.[0].length ?? 0;
    return before === 0 || after === 0
      ? { text, from, to }
      : { text, from: from - before, to: to + after };
  }
  const words = text.slice(from, to);
  if (words.trim() === '') return { text, from, to };
  return {
    text,
    from: to - words.trimStart().length,
    to: from + words.trimEnd().length,
  };
}

const lineStart = (text: string, at: number) => text.slice(0, at).lastIndexOf('\n') + 1;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function replace(from: number, to: number, insert: string, [a, b]: [number, number]): Change {
  return { from, to, insert, select: [from + a, from + b] };
}
