import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import type { Piece } from '../../../api/messages/markdown/piece.ts';
import { rounds } from '../../support/rounds.ts';

const MOST_CHARACTERS = 8_000;

/** The pieces in a few words, as `strong(Note :) texte`; a paragraph that is alone has no name. */
function shape(text: string): string {
  const pieces = parseMessage(text);
  const [first] = pieces;
  return pieces.length === 1 && first?.kind === 'paragraph' ? shapes(first.pieces) : shapes(pieces);
}
const shapes = (pieces: readonly Piece[]): string => pieces.map(shapeOf).join('');
function shapeOf(piece: Piece): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'fence':
      return `fence:${piece.language}(${piece.text})`;
    case 'link':
      return `link<${piece.href}>(${shapes(piece.pieces)})`;
    case 'item':
      return `${piece.mark}(${shapes(piece.pieces)})`;
    default:
      return `${piece.kind}(${'pieces' in piece ? shapes(piece.pieces) : piece.text})`;
  }
}

test.each([
  ['**Note :**texte', 'strong(Note :)texte'],
  ['*a* _b_ ***c*** ~~d~~ `e`', 'emphasis(a) emphasis(b) emphasis(strong(c)) deleted(d) code(e)'],
  ['(**a**), «*b*», _**c**_', '(strong(a)), «emphasis(b)», emphasis(strong(c))'],
  ['> question\nanswer', 'quote(paragraph(question))paragraph(answer)'],
  ['> a\n> > b', 'quote(paragraph(a)quote(paragraph(b)))'],
  ['- a\n  - b\n- c\nd', 'list(-(paragraph(a)list(-(paragraph(b))))-(paragraph(c)))paragraph(d)'],
  ['1. a\n1. b\n7. c', 'list(1.(paragraph(a))1.(paragraph(b))7.(paragraph(c)))'],
  ['3) a', 'list(3)(paragraph(a)))'],
  ['- [ ] a\n- [x] b', 'list([ ](paragraph(a))[x](paragraph(b)))'],
  ['# a #', 'heading(a #)'],
  ['a\n---\nb', 'paragraph(a)rule(---)paragraph(b)'],
  ['|a|b|\n|-|-|\n|1|2|\nc', 'table(row(cell(a)cell(b))row(cell(1)cell(2)))paragraph(c)'],
  ['```js\na\n```', 'fence:js(a)'],
  ['```\na', 'fence:(a)'],
  ['[a *b*](https://x.fr/(c))', 'link<https://x.fr/(c)>(a emphasis(b))'],
])('%j is %j', (text, expected) => {
  expect(shape(text)).toBe(expected);
});

test.each([
  '\\\\nas01\\commun\\_Doc',
  'C:\\Users\\.ssh et \\*a\\*',
  '3*4*5, étudiant*e*s, a_b_c, 2 * 3 * 4',
  '10~20, 30~40 et ~a~',
  '*a*b, _a_b et **a**b',
  '/* a */ b /* c */ **/*.js "*" et "*"',
  'Nom\tÂge\nAnne\t42',
  'Traceback:\n    File "a.py"\n        raise',
  'a  b   c',
  '#',
  '>',
  '-',
  '```',
  '#tag',
  '+ 33 6 12',
  '>:( et >= 5',
  '[](url)',
  '~~~ pause ~~~',
  'Total\n-',
  'Total\n=====',
  '[ouvrir](file:///etc/passwd)',
  '[a]: https',
  '&amp; <b>a</b> <!-- b -->',
  '**a\nb',
])('%j is shown as it was typed', (text) => {
  expect(shape(text)).toBe(text);
});

test.each([
  ['« https://x.fr/a »', 'https://x.fr/a'],
  ['«https://x.fr/a»', 'https://x.fr/a'],
  ['https://x.fr/a…', 'https://x.fr/a'],
  ['“https://x.fr/a”', 'https://x.fr/a'],
  ['‘https://x.fr/a’', 'https://x.fr/a'],
  ['https://x.fr/a。', 'https://x.fr/a'],
  ['(https://x.fr/a)', 'https://x.fr/a'],
  ['**https://x.fr/a**', 'https://x.fr/a'],
  ['https://école.example/é', 'https://école.example/é'],
  ['https://x.fr/_a_/b*c*', 'https://x.fr/_a_/b*c'],
  ['www.x.fr', 'http://www.x.fr'],
  ['a@x.fr', 'mailto:a@x.fr'],
])('%j has a link to %s', (text, href) => {
  expect(shape(text)).toContain(`link<${href}>`);
});

test.each([
  'README.md',
  'a.b',
  'ftp://x.fr',
  'file:///a',
  'javascript:alert(1)',
  '//x.fr',
  '`https://x.fr`',
])('%j has no link', (text) => {
  expect(shape(text)).not.toContain('link');
});

test('what stands behind the backticks of a fence is the first line, if it is not a language', () => {
  expect(shape('```hello world\nb\n```')).toBe('fence:(hello world\nb)');
  expect(shape('```a b\nc```\nd')).toBe('fence:(a b\nc)paragraph(d)');
});

test('the marks of items that begin in one line are not shown twice, whatever tabs part them', () => {
  const text = parseMessage('>\t1. >\t1. >\t1. >');
  expect(typed(text).replaceAll(/\s/g, '')).toBe('1.1.1.>');
});

test('a table whose cells would be lost is text', () => {
  expect(shape('|a\n---\n|b|c|')).toBe('paragraph(|a)rule(---)paragraph(|b|c|)');
  for (const row of ['|1|2|3|', '|1|C:\\\\|']) {
    const text = `|a|b|\n|-|-|\n${row}`;
    expect(shape(text)).toBe(text);
  }
});

test('what nests too deep is text from there on', () => {
  const text = `${'> '.repeat(60)}deep`;
  expect(shape(text)).toContain('> > > deep');
});

const hostile = {
  items: '- a\n'.repeat(700),
  quotes: '> '.repeat(MOST_CHARACTERS / 2),
  lists: `${'- '.repeat(2_000)}${'a'.repeat(4_000)}`,
  'numbered lists': '1. '.repeat(2_600),
  emphasis: '***a_'.repeat(1_600),
  'lone stars': '*a '.repeat(2_600),
  brackets: '['.repeat(MOST_CHARACTERS),
  links: '[a](https://a.b '.repeat(500),
  'brackets in addresses': 'https://a.b/{'.repeat(600),
  addresses: 'a@b.c '.repeat(1_300),
  mentions: '@bob '.repeat(1_600),
  backticks: '`a``b'.repeat(1_600),
  fences: '``` a\n'.repeat(1_300),
  tables: '|a|b|\n|-|-|\n'.repeat(600),
  'rows before one that is too long': `${'|-\n'.repeat(2_600)}||||`,
  'rows before one with a backslash': `${'-|\n'.repeat(2_600)}|\\|`,
};
test.each(Object.entries(hostile))(
  'a message of nothing but %s has few pieces, and is all there',
  (_, text) => {
    const count = (pieces: readonly Piece[]): number =>
      pieces.reduce((sum, piece) => sum + 1 + ('pieces' in piece ? count(piece.pieces) : 0), 0);
    const pieces = parseMessage(text.trim());
    expect(count(pieces)).toBeLessThan(1_200);
    const spare = text.replaceAll(/\s/g, '');
    expect(typed(pieces).replaceAll(/\s/g, '').length).toBeGreaterThan(spare.length * 0.3);
  },
);

test.each(Object.entries(hostile))(
  'a message of nothing but %s takes no more time than one of words that are emphasised',
  (_, text) => {
    const plain = '**word** '.repeat(880);
    const [least, hostileLeast] = [plain, text].map((each) => Math.min(...timesOf(each)));
    // A time that grows with the square would be hundreds of times as long.
    expect(hostileLeast).toBeLessThan(20 * (least ?? 0));
  },
);

/** How long it takes to parse the text, several times, in milliseconds. */
function timesOf(text: string): number[] {
  return Array.from({ length: 5 }, () => {
    const from = performance.now();
    parseMessage(text);
    return performance.now() - from;
  });
}

/** What is read of the pieces, with what was typed of links and of what stands before an item. */
function typed(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (!('pieces' in piece))
        return piece.kind === 'fence' ? piece.language + piece.text : piece.text;
      const text = typed(piece.pieces);
      if (piece.kind === 'item') return piece.mark + text;
      const isOwn =
        piece.kind !== 'link' ||
        (/^(http:\/\/|mailto:)?/.test(piece.href) && piece.href.endsWith(text));
      return isOwn ? text : `[${text}](${piece.kind === 'link' ? piece.href : ''})`;
    })
    .join('');
}

/** How many of each mark the formatting of the pieces has taken from the text, at most. */
function paidBy(pieces: readonly Piece[]): Record<string, number> {
  const paid: Record<string, number> = { '*_': 0, '~': 0, '`': 0, '#': 0, '>': 0, '|:-': 0 };
  const pay = (marks: string, count: number) => {
    paid[marks] = (paid[marks] ?? 0) + count;
  };
  const look = (all: readonly Piece[]): void => {
    for (const piece of all) {
      if (piece.kind === 'strong') pay('*_', 4);
      if (piece.kind === 'emphasis') pay('*_', 2);
      if (piece.kind === 'deleted') pay('~', 4);
      if (piece.kind === 'code' || piece.kind === 'fence') pay('`', Infinity);
      if (piece.kind === 'heading') pay('#', 6);
      if (piece.kind === 'quote') pay('>', Infinity);
      if (piece.kind === 'table') pay('|:-', Infinity);
      if (piece.kind === 'item' && piece.mark.startsWith('[')) {
        pay('*_', 1);
        pay('|:-', 1);
      }
      if ('pieces' in piece) look(piece.pieces);
    }
  };
  look(pieces);
  return paid;
}

test('of thousands of texts everything that was typed is shown, in order, but for the marks that formatted', () => {
  const unit = fc.constantFrom(
    ...[
      '>',
      '> ',
      '- ',
      '1. ',
      '+ ',
      '*',
      '**',
      '_',
      '~~',
      '~',
      '`',
      '```',
      '[',
      '](',
      '[a](https://a.b)',
      '![',
      '<a>',
    ],
    ...[
      '&amp;',
      '|',
      '|-|-|',
      '\n|a|b|\n|-|-|\n|c|d|\n',
      'a',
      'é',
      '😀',
      '\ud800',
      '\n',
      '\n\n',
      '\t',
      '    ',
      '#',
      '# ',
    ],
    ...[
      '\\',
      '@bob',
      'https://a.b',
      ' ',
      '---',
      '===',
      '[ ] ',
      '://',
      'a@b.c',
      'www.a.b',
      '…',
      '»',
      '(',
      ')',
      ':',
      '1',
    ],
  );
  const piece = fc
    .tuple(fc.array(unit, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }))
    .map(([units, times]) => units.join('').repeat(times));
  const texts = fc
    .array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string({ unit: 'binary' })), {
      maxLength: 6,
    })
    .map((pieces) => pieces.join('').replaceAll('\r', '').replaceAll('\0', ''));
  fc.assert(
    fc.property(texts, (text) => {
      const pieces = parseMessage(text);
      const seen = [...typed(pieces).replaceAll(/\s/g, '')];
      const paid = paidBy(pieces);
      let at = 0;
      for (const character of text.replaceAll(/\s/g, '')) {
        if (seen[at] === character) {
          at += 1;
          continue;
        }
        const marks = Object.keys(paid).find((each) => each.includes(character)) ?? '';
        expect(paid[marks] ?? 0, `${character} in ${JSON.stringify(text)}`).toBeGreaterThan(0);
        paid[marks] = (paid[marks] ?? 0) - 1;
      }
      expect(at, JSON.stringify(text)).toBe(seen.length);
    }),
    { numRuns: rounds(3_000, 10_000) },
  );
});
