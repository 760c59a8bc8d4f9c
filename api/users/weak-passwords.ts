import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isPasswordFor, NOT_THE_USERNAME } from './contract.ts';

/**
 * Passwords of ten characters and more that everybody tries, in lower case and without accents: those
 * of zxcvbn-ts 4.1 (MIT), which has them from published leaks, and French ones.
 */
const FILE = path.join(import.meta.dirname, 'common-passwords.txt');
let common: Set<string> | undefined;

const FEWEST_CHARACTERS = 4;
const LONGEST_UNIT = 5;
/** Nobody tries out how often a longer one repeats something. */
const LONGEST_REPETITION = 40;
/** A name that is shorter is part of too much. */
const SHORTEST_NAME = 3;
/** In the order of the alphabet, of the digits, and of the keys of three keyboards. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789'.repeat(4),
  'qwertyuiopasdfghjklzxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qwertzuiopasdfghjklyxcvbnm',
];

/**
 * Why a password is too easy to guess; undefined where it is not. A throttled guesser gets to try a
 * few thousand (NIST SP 800-63B, section 3.1.1.2, names the same kinds).
 *
 * @param host the server's name, of which a password must not be made either
 */
export function findWeakness(
  password: string,
  { username, displayName = '' }: { username: string; displayName?: string | undefined },
  host = '',
): string | undefined {
  if (!isPasswordFor(username, password)) return NOT_THE_USERNAME;
  const text = fold(password);
  common ??= new Set(readFileSync(FILE, 'utf8').trim().split('\n'));
  if (common.has(text)) return 'must not be one of the passwords that everybody tries';
  if (text.length <= LONGEST_REPETITION && isRepetition(text)) {
    return 'must not repeat the same few characters';
  }
  if (ROWS.some((row) => row.includes(text) || reverse(row).includes(text))) {
    return 'must not be a row of the alphabet or of the keyboard';
  }
  const rest = withoutNames(text, [username, displayName, host]);
  if (rest !== text && !/\p{L}/u.test(rest)) return 'must not be made of a name';
  return undefined;
}

const fold = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
const reverse = (text: string) => [...text].reverse().join('');

function isRepetition(text: string): boolean {
  if (new Set(text).size < FEWEST_CHARACTERS) return true;
  for (let length = 1; length <= LONGEST_UNIT; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
}

function withoutNames(text: string, names: readonly string[]): string {
  const parts = names
    .flatMap((name) => fold(name).split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part.length >= SHORTEST_NAME)
    .sort((one, other) => other.length - one.length);
  return parts.reduce((rest, part) => rest.replaceAll(part, ''), text);
}
