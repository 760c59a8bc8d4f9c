import { countCharacters } from '../../../api/lib/text.ts';
import { MOST_CHARACTERS } from '../../../api/messages/contract.ts';

// Line ends of Windows and old Macs, vertical tab, form feed, NEL, and the separators of lines and
// paragraphs. The second pattern has the control characters but for tab and newline.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BREAKS = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;

/**
 * What is typed or pasted, as it is sent: the control characters that break a line are line breaks,
 * and the others, which the server refuses, are left out. Empty where there is nothing to send.
 */
export function sendable(typed: string): string {
  return typed.toWellFormed().replaceAll(BREAKS, '\n').replaceAll(CONTROLS, '').trim();
}

/** From so many characters on, one wants to know how many there may be. */
const NEAR = 7_500;

/** How long the text is as a message, in the server's units, where that is worth saying. */
export interface Length {
  count: number;
  most: number;
  /** How many characters are too many; 0 where it can be sent. */
  over: number;
}

export function lengthOf(typed: string): Length | undefined {
  // A text never has more characters than units, and this is asked with every key.
  if (typed.length < NEAR) return undefined;
  const count = countCharacters(sendable(typed), Number.POSITIVE_INFINITY);
  if (count < NEAR) return undefined;
  return { count, most: MOST_CHARACTERS, over: Math.max(0, count - MOST_CHARACTERS) };
}
