import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SearchPage } from '../../api/search/contract.ts';
import { indexBatch } from '../../api/search/indexer.ts';
import { Looks } from '../../api/search/look.ts';
import { isBefore } from '../../api/search/position.ts';
import { parseQuery } from '../../api/search/query.ts';
import { search } from '../../api/search/search.ts';
import { match } from '../../api/search/terms.ts';
import { wordsOf } from '../../api/search/words.ts';
import { idOf } from '../bench/load/fill-for-search.ts';
import { createTexts, random } from '../bench/load/texts.ts';
import { newDatabase } from '../support/database.ts';
import { isSpared } from '../support/rounds.ts';
import { connectToTest } from '../support/test-connection.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MESSAGES = 3_600;
/** More than the index answers with, said in a week in which nobody said much else. */
const IN_A_WEEK = 4_100;
const THAT_WEEK = 450;
const DAYS = 600;
/** What the channels say that they hold, so that the search goes by steps. */
const SAID_TO_BE_THERE = 1_000_000;

interface Row {
  id: string;
  channel: string;
  seq: number;
  author: string;
  body: string;
  at: string;
}

const database = await newDatabase();
const { db, close } = await connectToTest(database);
afterAll(async () => {
  await close();
  await database.remove();
});
const now = Date.now();
function daysAgo(days: number): { id: string; at: string } {
  const ms = now - Math.floor(days * DAY_MS);
  return { id: idOf(ms), at: new Date(ms).toISOString() };
}
const [me, other] = [randomUUID(), randomUUID()];
/** The searcher is in two of these; in one alone, the search would look at that alone. */
const [mine, empty, secret] = [randomUUID(), randomUUID(), randomUUID()];
const texts = createTexts(11);
const next = random(11);
/** One in three is the searcher's, of which few have a word that all others have. */
const spread = Array.from({ length: MESSAGES }, (_, index): Row => {
  const isMine = index % 3 === 0;
  const told = texts.make();
  return {
    ...daysAgo((1 - index / MESSAGES) * DAYS),
    ...{ channel: isMine ? mine : secret, seq: index + 1, author: next() < 0.02 ? me : other },
    body: isMine && index % 900 !== 0 ? told : `${told} partout`,
  };
});
/** The oldest of these are the searcher's: the index answers with the newest first. */
const atOnce = Array.from({ length: IN_A_WEEK }, (_, index): Row => {
  const isMine = index < 5;
  return {
    ...daysAgo(THAT_WEEK - index / IN_A_WEEK),
    ...{ channel: isMine ? mine : secret, seq: MESSAGES + index + 1 },
    ...{ author: other, body: 'partout' },
  };
});
const rows = [...spread, ...atOnce].toSorted((a, b) => (isBefore(a, b) ? -1 : 1));

beforeAll(async () => {
  if (isSpared()) return;
  for (const [id, username] of [
    [me, 'me'],
    [other, 'other'],
  ]) {
    await sql`insert into users (id, username, display_name, password_hash, role)
      values (${id}, ${username}, ${username}, 'none', 'member')`.execute(db);
  }
  for (const [id, name] of [
    [mine, 'mine'],
    [empty, 'empty'],
    [secret, 'secret'],
  ]) {
    await sql`insert into channels (id, kind, name, name_key, created_by, last_seq)
      values (${id}, 'private', ${name}, ${name}, ${other}, ${SAID_TO_BE_THERE})`.execute(db);
  }
  await sql`insert into memberships (channel_id, user_id, joined_position, last_read_seq)
    values (${mine}, ${me}, 0, 0), (${empty}, ${me}, 0, 0)`.execute(db);
  await sql`insert into messages (id, channel_id, seq, author_id, body, created_at)
    select id, channel, seq, author, body, at from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r(id uuid, channel uuid, seq int, author uuid, body text, at timestamptz)`.execute(db);
  for (let hasMore = true; hasMore; ) {
    const batch = await indexBatch(db, 1_000);
    hasMore = batch.kind !== 'elsewhere' && batch.hasMore;
  }
});

// Time stands still for the search, so that the steps that it takes do not depend on the machine.
beforeAll(() => void vi.spyOn(performance, 'now').mockReturnValue(0));
afterAll(() => void vi.restoreAllMocks());

/** More results are not compared. */
const MOST_COMPARED = 300;

async function all(q: string): Promise<string[]> {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const page: SearchPage = await search(db, me, { q, before, limit: 50 });
    ids.push(...page.results.map(({ message }) => message.id));
    before = page.next ?? undefined;
  } while (before !== undefined && ids.length < MOST_COMPARED);
  return ids.slice(0, MOST_COMPARED);
}

function wanted(q: string, isToo: (row: Row) => boolean = () => true): string[] {
  const { terms } = parseQuery(q);
  return rows
    .filter((row) => row.channel === mine && isToo(row))
    .filter(({ body }) => match(terms, wordsOf(body)) !== undefined)
    .map(({ id }) => id)
    .slice(0, MOST_COMPARED);
}

test.skipIf(isSpared())(
  'pages go back through years to all that is there, newest first, by every way of looking',
  async () => {
    const queries = [
      ...[0, 3, 20, 60, 150, 400, 3_000, 9_000].map((rank) => texts.word(rank)),
      ...['"de la"', '"les des"', 'partout', '-de -la', 'p', 'pl', 'pla', '10.0', 'issues -de'],
      ...['de partout', 'les "en un"', 'absent', '"partout de"'],
    ];
    const counts: number[] = [];
    for (const q of queries) {
      const ids = await all(q);
      expect([q, ids]).toEqual([q, wanted(q)]);
      counts.push(ids.length);
    }
    // Else there was nothing to find.
    expect(counts.filter((count) => count > 20).length).toBeGreaterThan(queries.length / 3);
    expect(counts.filter((count) => count === 0).length).toBeLessThan(6);
  },
);

test.skipIf(isSpared())(
  'what many words begin with is found alike, without the index',
  async () => {
    const { leaveOutFrequent } = Looks.prototype;
    const without = vi.fn();
    vi.spyOn(Looks.prototype, 'leaveOutFrequent').mockImplementation(async function (this: Looks) {
      const wasHelped = this.isHelped;
      await leaveOutFrequent.call(this, 0);
      without(wasHelped && !this.isHelped);
    });
    for (const q of ['partout', 'pla', 'partout de', 'from:me p', '"les des']) {
      const isToo = q.includes('from:me') ? ({ author }: Row) => author === me : undefined;
      expect([q, await all(q)]).toEqual([q, wanted(q.replace('from:me', ''), isToo)]);
    }
    expect(without).toHaveBeenCalledWith(true);
    expect(without).toHaveBeenCalledWith(false);
    vi.mocked(Looks.prototype.leaveOutFrequent).mockRestore();
  },
);

test.skipIf(isSpared())('filters go back as far', async () => {
  const day = (days: number) => daysAgo(days).at.slice(0, 10);
  const filters: [q: string, isWanted: (row: Row) => boolean][] = [
    ['from:me', ({ author }) => author === me],
    ['from:other', ({ author }) => author === other],
    ['has:link', ({ body }) => body.includes('https://')],
    [`before:${day(300)}`, ({ at }) => at < day(300)],
    [`after:${day(400)} before:${day(300)}`, ({ at }) => at >= day(399) && at < day(300)],
    ['in:mine', () => true],
  ];
  for (const [q, isWanted] of filters) {
    expect([q, await all(q)]).toEqual([q, wanted('', isWanted)]);
  }
});
