import { z } from 'zod';
import { findInvisible, withoutInvisible } from './invisible.ts';

// Control characters other than tab and newline; the second pattern has these two and the line and
// paragraph separators too. UTF-8 cannot encode lone surrogates, so `text` refuses them as well.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE_OR_BREAK = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Text of several lines: `least` to `most` characters (code points) after trimming. Lines that end
 * with CRLF, as Windows writes them, end with LF.
 */
export const multilineText = (least: number, most: number) =>
  text(least, most, UNPRINTABLE, (value) => value.replaceAll('\r\n', '\n'));

/**
 * A name, or another text of one line that people type: kept in NFC, with runs of spaces as one, and
 * refused with a character that cannot be seen. `least` to `most` characters (code points) then.
 */
export const nameText = (least: number, most: number) =>
  text(least, most, UNPRINTABLE_OR_BREAK, tidy)
    .superRefine(refuseInvisible)
    .meta({
      ...lengths(least, most),
      description: 'Kept in NFC, runs of spaces as one; without characters that cannot be seen',
    });

/**
 * The name that a machine has given itself, which nobody can type anew: it is kept likewise, without
 * the characters that cannot be seen, and as `?` where there are no others.
 */
export const machineName = (least: number, most: number) =>
  text(least, most, UNPRINTABLE_OR_BREAK)
    .overwrite((value) => firstCharacters(tidy(withoutInvisible(value)).trim(), most) || '?')
    .meta(lengths(least, most));

function text(
  least: number,
  most: number,
  refused: RegExp,
  fold = (value: string): string => value,
) {
  return z
    .string()
    .overwrite(fold)
    .trim()
    .refine((value) => value.isWellFormed(), 'must be well-formed Unicode, without lone surrogates')
    .refine((value) => !refused.test(value), 'must not contain control characters')
    .refine((value) => {
      const length = countCharacters(value, most);
      return length >= least && length <= most;
    }, `must be ${least} to ${most} characters long`)
    .meta(lengths(least, most));
}

const lengths = (minLength: number, maxLength: number) =>
  ({ type: 'string', minLength, maxLength }) as const;

function refuseInvisible(value: string, context: z.RefinementCtx): void {
  const character = findInvisible(value);
  if (character === undefined) return;
  context.addIssue({
    code: 'custom',
    message: `must not contain ${character}, which cannot be seen: delete it, or type the text anew`,
    params: { character },
  });
}

// NFC makes a few characters two.
const firstCharacters = (value: string, most: number) =>
  [...value].slice(0, most).join('').trimEnd();

const tidy = (value: string) => value.normalize('NFC').replaceAll(/\p{Zs}+/gu, ' ');

/** Code points in `value`; stops counting one past `most`. */
export function countCharacters(value: string, most: number): number {
  if (value.length <= most) return value.length === 0 ? 0 : [...value].length;
  if (value.length > 2 * most) return most + 1;
  return [...value].length;
}
