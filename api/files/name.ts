import { withoutInvisible } from '../lib/invisible.ts';

/** As many characters as file systems take at least, with room for a number that tells two apart. */
const MOST_CHARACTERS = 200;
const MOST_OF_EXTENSION = 20;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * The name of a file as it is kept: without folders, and without characters that cannot be seen or
 * that turn the direction of what follows, by which `exe.txt` can be shown of a program; NFC, cut in
 * the middle where it is too long, and `file` where nothing is left.
 */
export function toFileName(given: string): string {
  const name = withoutInvisible(given.toWellFormed().replaceAll(UNPRINTABLE, ' '))
    .normalize('NFC')
    .split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/\s+/g, ' ')
    .trim();
  // A name of dots alone is a folder.
  return name === undefined || /^\.*$/.test(name) ? 'file' : shorten(name);
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MOST_CHARACTERS) return name;
  const dot = characters.lastIndexOf('.');
  const extension = dot > 0 ? characters.slice(dot) : [];
  const kept = extension.length <= MOST_OF_EXTENSION ? extension : [];
  return [...characters.slice(0, MOST_CHARACTERS - kept.length), ...kept].join('').trim();
}
