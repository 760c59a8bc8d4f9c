import { describe, expect, test } from 'vitest';
import { breakLine, isInOpenFence } from '../../../desktop/renderer/views/channel/break-line.ts';
import type { Change, Selected } from '../../../desktop/renderer/views/channel/change-text.ts';
import { type Format, formats } from '../../../desktop/renderer/views/channel/marks.ts';

/** The text with `‹` and `›` around what is selected, or `|` where the caret is. */
function read(shown: string): Selected {
  const from = shown.search(/[‹|]/);
  const text = shown.replaceAll(/[‹›|]/g, '');
  return { text, from, to: shown.includes('|') ? from : shown.indexOf('›') - 1 };
}
function after(shown: string, change: (selected: Selected) => Change): string {
  const selected = read(shown);
  const { from, to, insert, select } = change(selected);
  const text = selected.text.slice(0, from) + insert + selected.text.slice(to);
  const [a, b] = select;
  return a === b
    ? `${text.slice(0, a)}|${text.slice(a)}`
    : `${text.slice(0, a)}‹${text.slice(a, b)}›${text.slice(b)}`;
}

describe('a format', () => {
  test.each<[Format, string, string]>([
    ['bold', 'a ‹word› b', 'a **‹word›** b'],
    ['bold', 'a ‹ word  ›b', 'a  **‹word›**  b'],
    ['bold', 'a **‹word›** b', 'a ‹word› b'],
    ['bold', '‹**word**›', '‹word›'],
    ['bold', '|', '**|**'],
    ['bold', '**|**', '|'],
    ['bold', 'étu|diant', '**‹étudiant›**'],
    ['bold', 'word|', 'word**|**'],
    ['italic', '**‹word›**', '**_‹word›_**'],
    ['strike', '‹10›', '~~‹10›~~'],
    ['code', '‹x = 1›', '`‹x = 1›`'],
    ['code', 'see ‹x\n  y›', 'see \n```\n‹x\n  y›\n```'],
    ['code', '‹x\ny\n›z', '```\n‹x\ny\n›```\nz'],
    ['link', '‹plan›', '[plan](‹https://›)'],
    ['link', '‹https://a.example/b›', '[|](https://a.example/b)'],
    ['list', 'a\nb‹c\n\nd›e\nf', 'a\n‹- bc\n\n- de›\nf'],
    ['list', '- a|', 'a|'],
    ['list', '|', '- |'],
    ['quote', '‹a\nb›', '‹> a\n> b›'],
    ['quote', '‹> a\n> b›', '‹a\nb›'],
    ['mention', 'hello|', 'hello @|'],
    ['mention', '(a) |', '(a) @|'],
  ])('%s makes %j %j', (format, before, expected) => {
    expect(after(before, formats[format])).toBe(expected);
  });
});

describe('a line is broken', () => {
  test.each([
    ['a|b', 'a\n|b'],
    ['- a|', '- a\n- |'],
    ['* a|b', '* a\n* |b'],
    ['  - a|', '  - a\n  - |'],
    ['9. a|', '9. a\n10. |'],
    ['1) a|', '1) a\n2) |'],
    ['- [x] a|', '- [x] a\n- [ ] |'],
    ['> a|', '> a\n> |'],
    ['> 1. a|', '> 1. a\n> 2. |'],
    ['- a\n- |', '- a\n|'],
    ['- [ ] |\nb', '|\nb'],
    ['> a\n> |', '> a\n|'],
    ['- |a', '- \n- |a'],
    ['-| a', '-\n| a'],
    ['+ a|', '+ a\n|'],
    ['>:(|', '>:(\n|'],
    ['2.5|', '2.5\n|'],
    ['```\n- a|', '```\n- a\n|'],
    ['```\n\tif|', '```\n\tif\n\t|'],
    ['```\na\n```\n- b|', '```\na\n```\n- b\n- |'],
  ])('%j becomes %j', (before, expected) => {
    expect(after(before, breakLine)).toBe(expected);
  });
});

test.each([
  ['```', true],
  ['```js\nx', true],
  ['a\n```js\nx', true],
  ['```js\nx\n```', false],
  ['```\nx```', false],
  ['````\n```', true],
  ['```\nx\n````  ', false],
  ['```x```', false],
  ['`x`', false],
  ['``` `', false],
  ['```\na\n```\n```', true],
  ['a ```', false],
])('%j is in a block of code: %s', (text, isOpen) => {
  expect(isInOpenFence(`${text}\n\`\`\``, text.length)).toBe(isOpen);
});
