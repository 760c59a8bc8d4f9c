/** A sequence of numbers from 0 to 1 that is the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FRENCH =
  'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ont été cette mais comme tout nous vous je si leur y on être fait bien où sans même aussi peut';
const ENGLISH =
  'the of and to in is that for it was on as with be by at this are or from have an not they which one you had but we all can will there if when out up so no what has more do see go now';
const STARTS = 'b br c ch cl d dr f fl g gr h j l m n p pl pr qu r s st t tr v'.split(' ');
const MIDDLES = 'a é e i o u ou ai eau on an in è ê'.split(' ');
const ENDS = {
  french: ['', 'tion', 'ment', 'er', 'é', 'ées', 's', 'eur', 'euse', 'ité', 'aient', 'ique'],
  english: ['', 'ing', 'ed', 's', 'ly', 'ness', 'er', 'able', 'ation', 'ity'],
};
const WORDS = 30_000;

/** Words of a language that look like real ones, the frequent ones first. */
function makeVocabulary(language: 'french' | 'english', next: () => number): string[] {
  const of = (all: readonly string[]) => all[Math.floor(next() * all.length)] ?? '';
  const words = new Set((language === 'french' ? FRENCH : ENGLISH).split(' '));
  while (words.size < WORDS) {
    const syllables = 1 + Math.floor(next() * 3);
    const stem = Array.from({ length: syllables }, () => of(STARTS) + of(MIDDLES)).join('');
    const word = stem + of(ENDS[language]);
    words.add(language === 'french' ? word : word.normalize('NFD').replaceAll(/\p{M}/gu, ''));
  }
  return [...words];
}

export interface Texts {
  /** The text of a message: about 12 words, 72 % French, 20 % English, else with an identifier. */
  make(): string;
  /** A word of French by its rank, from 0 for the most frequent. */
  word(rank: number): string;
}

/** Texts whose words are as frequent as in a language (Zipf's law), the same for the same seed. */
export function createTexts(seed: number): Texts {
  const next = random(seed);
  const french = makeVocabulary('french', next);
  const english = makeVocabulary('english', next);
  // The inverse of the distribution function of 1/rank is an exponential.
  const pick = (words: readonly string[]) =>
    words[Math.min(words.length - 1, Math.floor(words.length ** next()) - 1)] ?? '';
  return {
    make() {
      const kind = next();
      const words = kind < 0.72 ? french : kind < 0.92 ? english : next() < 0.5 ? french : english;
      const count = 4 + Math.floor(next() * 17);
      const text = Array.from({ length: count }, () => pick(words));
      if (kind >= 0.92) text.push(identifier(next));
      return text.join(' ');
    },
    word: (rank) => french[rank] ?? '',
  };
}

function identifier(next: () => number): string {
  const number = Math.floor(next() * 10_000);
  const all = [
    `#${number}`,
    `10.0.${number % 256}.${number % 251}`,
    `src/module_${number % 500}/file-${number}.ts`,
    `https://git.example.org/team/project/issues/${number}`,
    `v1.${number % 40}.${number % 12}`,
  ];
  return all[number % all.length] ?? '';
}
