import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { parseQuery } from '../../api/search/query.ts';
import { match, type Term } from '../../api/search/terms.ts';
import { toLooseTsquery, toTsquery, toVector } from '../../api/search/vector.ts';
import { wordsOf } from '../../api/search/words.ts';
import { formPairs, queries, texts } from '../pure/search/arbitrary.ts';
import { newDatabase } from '../support/database.ts';
import { rounds } from '../support/rounds.ts';
import { connectToTest } from '../support/test-connection.ts';

const database = await newDatabase('nothing');
const { db, close } = await connectToTest(database);
afterAll(async () => {
  await close();
  await database.remove();
});

interface Pair {
  text: string;
  query: string;
  terms: readonly Term[];
}

/** A query of what stands in the text is found more often than one of anything. */
const arbitrary = fc
  .tuple(texts, queries, fc.nat(), fc.nat(), fc.constantFrom('', '', '"', '-', '-"'))
  .map(([text, other, from, length, sign]): [string, string] => {
    const start = from % (text.length + 1);
    const piece = text.slice(start, start + (length % 12)).toWellFormed();
    const query = from % 3 === 0 ? other : `${sign}${piece}${from % 3 === 1 ? ` ${other}` : ''}`;
    return [text, query];
  });
const pairs = fc
  .oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: formPairs })
  .map(([text, query]): Pair => ({ text, query, terms: termsOf(query) }));

test('the database finds by its index what the server marks, and nothing else', async () => {
  const seen = { found: 0, phrases: 0, left: 0, all: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(pairs, { minLength: 1, maxLength: 100 }), async (some) => {
      const rows = some.filter(({ terms }) => terms.length > 0);
      const expected = rows.map(({ terms, text }) => match(terms, wordsOf(text)) !== undefined);
      const found = await findIn(rows);
      const told = (answers: readonly (boolean | undefined)[]) =>
        rows.map(({ text, query }, index) => [text, query, answers[index]]);
      expect(told(found.map(({ isFound }) => isFound))).toEqual(told(expected));
      // What it is asked for at first is a little more at most.
      const isLost = found.map(
        ({ isFound, isLoose, isLooser }) => isFound && (isLoose === false || isLooser === false),
      );
      expect(told(isLost)).toEqual(told(isLost.map(() => false)));
      seen.all += rows.length;
      seen.found += found.filter(({ isFound }) => isFound).length;
      const terms = rows.flatMap((row) => row.terms);
      seen.phrases += terms.filter(({ kind }) => kind === 'phrase').length;
      seen.left += terms.filter(({ isExcluded }) => isExcluded).length;
    }),
    { numRuns: rounds(60, 600) },
  );
  // Else the texts and queries are such that nothing is compared.
  for (const count of [seen.found, seen.all - seen.found, seen.phrases, seen.left]) {
    expect(count).toBeGreaterThan(seen.all / 20);
  }
});

interface Found {
  isFound: boolean;
  /** Null where the loose query is of nothing. */
  isLoose: boolean | null;
  /** The same without words by their beginning. */
  isLooser: boolean | null;
}

async function findIn(rows: readonly Pair[]): Promise<Found[]> {
  const asked = rows.map(({ text, terms }) => ({
    words: toVector({
      text,
      authorId: AUTHOR,
      isOfThread: false,
      hasFiles: false,
      createdAt: new Date(0),
    }),
    ...{ wanted: toTsquery(terms), loose: toLooseTsquery(terms) },
    looser: toLooseTsquery(terms, true),
  }));
  const { rows: found } = await sql<Found>`
    select words::tsvector @@ wanted::tsquery as is_found,
      words::tsvector @@ loose::tsquery as is_loose,
      words::tsvector @@ looser::tsquery as is_looser
    from rows from (json_to_recordset(${JSON.stringify(asked)}::text::json)
      as (words text, wanted text, loose text, looser text)) with ordinality
    order by ordinality`.execute(db);
  return found;
}

const AUTHOR = '0197c0de-0000-7000-8000-00000000cafe';

function termsOf(query: string): readonly Term[] {
  const { terms } = parseQuery(query.replaceAll(/\p{L}+:/gu, ' '));
  return terms;
}
