import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemFrench } from '@orama/stemmers/french';
import { LRUCache } from 'lru-cache';

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

const EMOJI = String.raw`\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F\u{E0020}-\u{E007F}]*`;
const PICTURE = String.raw`\p{Regional_Indicator}{2}|${EMOJI}(?:\u200D${EMOJI})*`;
/** All but the apostrophe that Unicode takes for a letter. */
const LETTERS = String.raw`[[\p{L}\p{M}\p{N}]--\u02BC]+`;
/** Soft hyphens and joiners, which stand within a word and are not seen. */
const UNSEEN = String.raw`[\u00AD\u200C\u200D\u2060]+`;
const ALL_UNSEEN = new RegExp(UNSEEN, 'gv');
const WORD = new RegExp(`(${PICTURE})|${LETTERS}(?:${UNSEEN}${LETTERS})*`, 'gv');
/** Written without spaces. Each sign is a word, and a run of them is found as a phrase. */
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー][\p{M}ﾞﾟ]*/gu;
const HAS_SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

type Form = Pick<Word, 'text' | 'stems'>;
/** The forms of words that have been met: most have, and to stem one takes longer than all else. */
export type Forms = LRUCache<string, Form>;

export const createForms = (): Forms => new LRUCache({ max: MOST_REMEMBERED });

/**
 * The words of a text. It is cut at every character that is no letter and no digit: `foo_bar.ts` has
 * three words, `l’été` two. An emoji is a word, whatever its skin tone is; one that is made of several
 * is as many words, which stand in one place.
 *
 * @param forms where many texts are read one after the other
 */
export function wordsOf(text: string, forms?: Forms): Word[] {
  const words: Word[] = [];
  const add = (part: string, from: number, to: number) => {
    const form = formOf(part, forms);
    if (form.text !== '') words.push({ ...form, from, to });
  };
  for (const { 0: found, 1: picture, index } of text.matchAll(WORD)) {
    if (picture === undefined) {
      for (const [part, at] of partsOf(found)) add(part, index + at, index + at + part.length);
    } else {
      for (const part of picture.split('\u200D')) add(part, index, index + picture.length);
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

function formOf(part: string, forms: Forms | undefined): Form {
  const known = forms?.get(part);
  if (known !== undefined) return known;
  if (forms === undefined || part.length > MOST_LETTERS) return makeForm(part);
  // Of a copy: a piece of a text keeps all of the text in memory.
  const copy = Buffer.from(part).toString();
  const form = makeForm(copy);
  forms.set(copy, form);
  return form;
}

function makeForm(part: string): Form {
  const accented = part.replaceAll(ALL_UNSEEN, '').normalize('NFC').toLowerCase();
  const text = fold(accented);
  const isStemmed = accented.length <= MOST_LETTERS && /^\p{L}{2,}$/u.test(text);
  return { text, stems: isStemmed ? stemsOf(text, accented) : [text] };
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

/** Letters that Unicode does not take apart. */
const LETTERS_FOR: Readonly<Record<string, string>> = {
  ...{ œ: 'oe', æ: 'ae', ß: 'ss', þ: 'th', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ς: 'σ' },
};
const HAS_OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS_FOR).join('')}]`, 'gu');
/** What is left out in writing, or added to a letter; in other scripts, marks are vowels. */
const ACCENT =
  /[[\p{M}&&[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]]--[\u3099\u309A]]/gv;
const NO_LETTER =
  /[^[[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]--[\u02BC\u0640]]]/gv;

/** In lower case and without accents; ligatures become the letters that they stand for. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\0-\x7f]*$/.test(lower)) return lower.slice(0, MOST_LETTERS);
  const letters = lower
    .normalize('NFKD')
    .replaceAll(ACCENT, '')
    // が is another letter than か.
    .replaceAll(/.[\u3099\u309A]/gu, (kana) => kana.normalize('NFC'))
    .toLowerCase()
    .replaceAll(HAS_OTHER_LETTERS, (letter) => LETTERS_FOR[letter] ?? letter)
    .replaceAll(NO_LETTER, '');
  // By characters: a half of one is none to the database.
  return letters.length > MOST_LETTERS ? [...letters].slice(0, MOST_LETTERS).join('') : letters;
}
