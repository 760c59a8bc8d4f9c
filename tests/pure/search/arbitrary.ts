import fc from 'fast-check';

/** What texts and queries are made of: words in their forms, signs, and what is easy to get wrong. */
const PIECES = [
  ...['le', 'été', 'ete', 'e\u0301te\u0301', 'sauvegarde', 'Sauvegardes', 'sauvegardé', 'sauv'],
  ...['server', 'servers', 'l’', "d'", "'", '’s', 'ʼ', 'foo_bar.ts', '192.168.1.62', '2026-01-31'],
  ...['#12', '12', '1', 'a', 'b', 'a b', 'C++', 'œuvre', 'ﬁn', 'Straße', 'ısı', 'λόγος', 'كتـاب'],
  ...['🎉', '👍', '👍🏽', '❤️', '👩‍💻', '👨‍👩‍👧', '🇫🇷', '©', 'कि', '𐌰', `a${'𐌰'.repeat(40)}`],
  ...['日', '日本', 'ガ', 'か', 'ｶﾞ', '한국', '𠮷'],
  ...['\u0301', '\u00AD', '\u200B', '\u200D', '\u2060', '\u00A0', '\n', '½', 'ﷺ'],
  ...['\\', ':*', ':', '&', '|', '!', '(', ')', '<->', '<2>', '%', '~', '@', '*', '**', '`', '--'],
];
/** Found by each other, by French or by English rules. */
const FORMS = [
  ...[
    ['policy', 'policies'],
    ['city', 'cities'],
    ['running', 'runs'],
    ['cheval', 'chevaux'],
  ],
  ...[
    ['réseaux', 'réseau'],
    ['déployé', 'déploiement'],
    ['ami', 'amies'],
    ['mangée', 'manger'],
  ],
];
const QUERY_PIECES = ['"', '“', '«', '»', '-', '- ', ' -', '" "', '-"'];
const FILTERS = ['from:', 'de:', 'in:', 'is:', 'has:link', 'before:', 'on:2026-01-31', 'après:'];

const joined = (pieces: readonly string[], most: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(' ', ' ', '')), { maxLength: most })
    .map((all) => all.flat().join(''));

export const texts = fc.oneof(
  { weight: 4, arbitrary: joined(PIECES, 12) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
/** Without filters. */
export const queries = fc.oneof(
  { weight: 2, arbitrary: joined(PIECES, 2) },
  { weight: 2, arbitrary: joined([...PIECES, ...QUERY_PIECES, ...QUERY_PIECES], 5) },
);
/** A text and a query that is found in it by what their words have in common. */
export const formPairs = fc
  .constantFrom(...FORMS)
  .chain((forms) => fc.tuple(fc.constantFrom(...forms), fc.constantFrom(...forms)));
/** Anything that may be typed, of up to 500 UTF-16 units, with halves of characters. */
export const anything = fc.oneof(
  joined([...PIECES, ...QUERY_PIECES, ...FILTERS, ...FILTERS], 60).map((text) =>
    text.slice(0, 500),
  ),
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.array(fc.nat(0xffff), { maxLength: 500 }).map((units) => String.fromCharCode(...units)),
);
