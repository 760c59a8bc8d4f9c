import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemFrench } from '@orama/stemmers/french';

/** A word of a text, and where it stands, in UTF-16 units. */
export interface Word {
  /** In lower case and without accents. */
  text: string;
  /** What its forms have in common, by French and by English rules. */
  stems: readonly string[];
  from: number;
  to: number;
}

/** Longer words are known by their beginning. */
const MOST_LETTERS = 64;
const LEAST_LETTERS = 3;
const MOST_REMEMBERED = 50_000;

const LETTERS = String.raw`[\p{L}\p{M}\p{N}]+`;
const PICTURE = String.raw`\p{Regional_Indicator}{2}|\p{Extended_Pictographic}`;
const WORD = new RegExp(`${PICTURE}|${LETTERS}`, 'gu');
/** Written without spaces. Each sign is a word, and a run of them is found as a phrase. */
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー]\p{M}*/gu;
const HAS_SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

type Form = Pick<Word, 'text' | 'stems'>;
const remembered = new Map<string, Form>();

/**
 * The words of a text. It is cut at every character that is no letter and no digit: `foo_bar.ts` has
 * three words, `l’été` two. An emoji is a word, whatever its skin tone is.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: found, index } of text.matchAll(WORD)) {
    for (const [part, at] of partsOf(found)) {
      const form = formOf(part);
      const from = index + at;
      if (form.text !== '') words.push({ ...form, from, to: from + part.length });
    }
  }
  return words;
}

/** A run of letters with what is in it of the signs that are words each. */
function partsOf(found: string): [string, number][] {
  if (!HAS_SIGN.test(found)) return [[found, 0]];
  const parts: [string, number][] = [];
  let end = 0;
  for (const { 0: sign, index } of found.matchAll(SIGN)) {
    if (index > end) parts.push([found.slice(end, index), end]);
    parts.push([sign, index]);
    end = index + sign.length;
  }
  if (end < found.length) parts.push([found.slice(end), end]);
  return parts;
}

/** Most words of a text have been met before, and a stemmer takes longer than all else. */
function formOf(part: string): Form {
  const known = remembered.get(part);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const accented = part.normalize('NFC').toLowerCase();
  const text = fold(accented);
  const form = { text, stems: /^\p{L}{2,}$/u.test(text) ? stemsOf(text, accented) : [text] };
  remembered.set(part, form);
  return form;
}

/**
 * Two words are forms of one where they share a stem. The French rules go by accents, which people
 * leave out, so that the word is stemmed as it is written and as it may be meant.
 */
function stemsOf(text: string, accented: string): string[] {
  const stems = [stemFrench(accented), stemFrench(withAccents(text)), stemEnglish(text)].map(fold);
  // By the rules of the other language a short word may lose all that it says: `été` is not `et`.
  return [...new Set(stems.map((stem) => (stem.length < LEAST_LETTERS ? text : stem)))];
}

/** With the accents of those endings by which the French rules tell forms. */
function withAccents(text: string): string {
  return text
    .replace(/ee(s?)$/, 'ée$1')
    .replace(/ite(s?)$/, 'ité$1')
    .replace(/iere(s?|ment)$/, 'ière$1')
    .replace(/erent$/, 'èrent');
}

/** In lower case and without accents; ligatures become the letters that they stand for. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\0-\x7f]*$/.test(lower)) return lower.slice(0, MOST_LETTERS);
  return lower
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll(/[^\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/gu, '')
    .slice(0, MOST_LETTERS);
}
