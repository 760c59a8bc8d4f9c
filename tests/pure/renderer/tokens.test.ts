import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = 'desktop/renderer/styles';
const tokens = readFileSync(`${FOLDER}/tokens.css`, 'utf8');
const others = readdirSync(FOLDER)
  .filter((name) => name !== 'tokens.css')
  .map((name) => ({ name, css: readFileSync(`${FOLDER}/${name}`, 'utf8') }));

/** Each colour in light and dark, by its name. */
const colours = new Map(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

const themes = ['light', 'dark'] as const;
const HUES = Array.from({ length: 10 }, (_, hue) => hue);

/** What is written, and on what. */
const texts: Readonly<Record<string, readonly string[]>> = {
  ink: [
    ...['paper', 'side', 'raised', 'hover', 'row-hover', 'raised-hover', 'selected', 'warm-soft'],
    'accent-soft',
  ],
  'ink-soft': ['paper', 'side', 'raised', 'hover', 'row-hover', 'raised-hover'],
  accent: ['paper', 'side', 'raised', 'hover', 'row-hover', 'raised-hover', 'accent-soft'],
  'on-accent': ['accent', 'accent-hover'],
  warm: ['paper', 'side', 'raised', 'row-hover', 'warm-soft'],
  'on-mention': ['mention'],
  danger: ['paper', 'raised', 'row-hover', 'raised-hover'],
  'on-danger': ['danger'],
  present: ['paper', 'raised', 'side'],
  ...Object.fromEntries(HUES.map((hue) => [`on-hue-${hue}`, [`hue-${hue}`]])),
};

/** Grounds that stand for different states of one surface, or one on the other. */
const states = [
  ['side', 'hover'],
  ['side', 'selected'],
  ['hover', 'selected'],
  ['paper', 'row-hover'],
  ['raised', 'raised-hover'],
  ['raised', 'selected'],
  ['raised-hover', 'selected'],
  ['accent', 'accent-hover'],
] as const;

/** What tells where a field or a sign is. */
const marks = ['edge', 'present', 'warm', 'accent'];

test.each(themes)('every text can be read on every ground that it has: %s', (theme) => {
  const faint = Object.entries(texts).flatMap(([text, grounds]) =>
    grounds
      .map((ground) => ({ text, ground, contrast: contrastOf(text, ground, theme) }))
      .filter(({ contrast }) => contrast < 4.5),
  );
  expect(faint).toEqual([]);
});

test.each(themes)('the states of a surface are told apart: %s', (theme) => {
  const alike = states
    .map(([one, other]) => ({ one, other, contrast: contrastOf(one, other, theme) }))
    .filter(({ contrast }) => contrast < 1.15);
  expect(alike).toEqual([]);
});

test.each(themes)('fields and signs stand out from what is around them: %s', (theme) => {
  const faint = marks.flatMap((mark) =>
    ['paper', 'side', 'raised']
      .map((ground) => ({ mark, ground, contrast: contrastOf(mark, ground, theme) }))
      .filter(({ contrast }) => contrast < 3),
  );
  expect(faint).toEqual([]);
});

test('the window of the desktop client has the paper’s colour before the page is painted', () => {
  const { light, dark } = colours.get('paper') ?? expect.fail('no paper');
  expect(readFileSync('desktop/main/window/window.ts', 'utf8')).toContain(
    `const PAPER = { light: '${light}', dark: '${dark}' };`,
  );
});

test('no style sheet has a colour of its own', () => {
  const own = others.flatMap(({ name, css }) =>
    [...css.matchAll(/#[\da-f]{3,8}\b|\b(?:rgb|hsl|oklch|light-dark)\(/gi)].map(
      ([colour]) => `${name}: ${colour}`,
    ),
  );
  expect(own).toEqual([]);
});

test('the style sheets use no value that is not among the tokens', () => {
  const known = new Set([...tokens.matchAll(/--([\w-]+):/g)].map(([, name]) => name));
  const unknown = others.flatMap(({ name, css }) => {
    return [...css.matchAll(/var\(--([\w-]+)/g)]
      .map(([, used]) => used)
      .filter((used) => !known.has(used))
      .map((used) => `${name}: ${used}`);
  });
  expect(unknown).toEqual([]);
});

function contrastOf(one: string, other: string, theme: (typeof themes)[number]): number {
  const [a, b] = [one, other].map((name) =>
    luminanceOf(colours.get(name)?.[theme] ?? expect.fail(`no colour ${name}`)),
  );
  const [darker = 0, lighter = 0] = [a ?? 0, b ?? 0].sort((x, y) => x - y);
  return Math.round((100 * (lighter + 0.05)) / (darker + 0.05)) / 100;
}

/** The relative luminance of WCAG. */
function luminanceOf(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
