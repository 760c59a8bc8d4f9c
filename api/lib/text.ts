import { z } from 'zod';

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

/** Text of one line, as names are: `least` to `most` characters (code points) after trimming. */
export const lineOfText = (least: number, most: number) => text(least, most, UNPRINTABLE_OR_BREAK);

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
    .meta({ type: 'string', minLength: least, maxLength: most });
}

/** Code points in `value`; stops counting one past `most`. */
function countCharacters(value: string, most: number): number {
  if (value.length <= most) return value.length === 0 ? 0 : [...value].length;
  if (value.length > 2 * most) return most + 1;
  return [...value].length;
}
