import type { SearchPage, SearchResult } from './contract.ts';
import type { Found, Look, Looks } from './look.ts';
import { formatPosition, isBefore, type Position } from './position.ts';
import type { Query } from './query.ts';
import type { Scope } from './scope.ts';
import { match } from './terms.ts';
import { textOf } from './vector.ts';
import { wordsOf } from './words.ts';

/** Once something is found, no step begins that is expected to end later than this, in milliseconds. */
const SOON_MS = 35;
/** The same while nothing is found. */
const PATIENCE_MS = 40;
/** A searcher whose channels have no more messages has all of them looked at. */
const FEW = 5_000;
/** So many of the newest messages are looked at before the index is asked. */
const WALK = 1_000;
/** Then these, where all together are expected to fill the page, or where the index does not help. */
const FURTHER_WALK = 3 * WALK;
const LAST_WALK = 2 * FURTHER_WALK;
const WHOLE_WALK = WALK + FURTHER_WALK + LAST_WALK;
/** Where a step would ask for more weeks than this, it asks for all. */
const MOST_WEEKS = 52;
/** A question to the index takes as long as looking at so many of its candidates. */
const QUESTION = 120;

/** What was found so far, and where it goes on; `edge` is undefined at the end of what there is. */
interface Steps {
  found: Found[];
  edge: Position | undefined;
}

/**
 * Finds one page of results, newest first. It goes back in time by steps that grow, and stops when the
 * page is full or the next step would take too long: a page may be short or empty, and still have a `next`.
 *
 * @param waiting ids of messages that are not indexed yet
 */
export async function findPage(
  looks: Looks,
  { query, scope, limit }: { query: Query; scope: Scope; limit: number },
  start: Position | undefined,
  waiting: readonly string[],
): Promise<Omit<SearchPage, 'isIndexed'>> {
  const fresh = waiting.length === 0 ? [] : await looks.waiting(waiting, start);
  const { found, edge } =
    looks.isNamed || scope.messages <= FEW
      ? { found: await looks.all(start), edge: undefined }
      : await goBack(looks, limit, start);
  const all = new Map([...found, ...fresh].map((one) => [one.message.id, one]));
  const sorted = [...all.values()].toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  // What stands behind the edge comes with the next page.
  const seen = sorted.filter(
    (one) => edge === undefined || isBefore(one, edge) || one.id === edge.id,
  );
  const page = seen.slice(0, limit);
  const last = seen.length > limit ? page.at(-1) : edge;
  return {
    results: page.flatMap((one) => toResult(query, one)),
    next: last === undefined ? null : formatPosition(last),
  };
}

/** The index may know a message as it was: what does not have the words is left out. */
function toResult(query: Query, { message, channel }: Found): SearchResult[] {
  const body = message.body ?? '';
  const names = message.files.map(({ name }) => name);
  const found = match(query.terms, wordsOf(textOf(body, names)));
  if (found === undefined) return [];
  const highlights = found.filter(([, to]) => to <= body.length);
  return [{ message, channel, highlights }];
}

async function goBack(looks: Looks, limit: number, start: Position | undefined): Promise<Steps> {
  const found: Found[] = [];
  const from = performance.now();
  let edge = start;
  let took = 0;
  let steps = 0;

  /** @returns whether that is all for this page */
  function isDone(look: Look): boolean {
    found.push(...look.found);
    edge = look.edge;
    return edge === undefined || found.length > limit;
  }
  async function time<T>(step: () => Promise<T>): Promise<T> {
    const begin = performance.now();
    const out = await step();
    took = performance.now() - begin;
    steps += 1;
    return out;
  }
  const timeLeft = () => from + (found.length > 0 ? SOON_MS : PATIENCE_MS) - performance.now();
  const isTooLate = (growth: number) => took * growth > timeLeft();

  /** @returns whether that is all for this page */
  async function walkOn(isWorth = (_walked: number) => true): Promise<boolean> {
    took = tookToWalk;
    let [before, walked] = [WALK, WALK];
    for (const size of [FURTHER_WALK, LAST_WALK]) {
      if (!isWorth(walked)) return false;
      if (isTooLate(size / before) || isDone(await time(() => looks.walk(edge, size)))) return true;
      before = size;
      walked += size;
    }
    return false;
  }

  if (isDone(await time(() => looks.walk(edge, WALK)))) return { found, edge };
  const tookToWalk = took;
  const isFrequent = (walked: number) => found.length * (WHOLE_WALK / walked) > limit;
  const isFrequentSoFar = looks.isHelped && isFrequent(WALK);
  if (!isFrequentSoFar) await looks.leaveOutFrequent();
  if (await walkOn(looks.isHelped ? isFrequent : undefined)) return { found, edge };
  if (isFrequentSoFar) await looks.leaveOutFrequent();
  if (!looks.isHelped) return { found, edge };
  // One question is always asked, so that each page gets further.
  if (steps > 1 && isTooLate(1)) return { found, edge };
  for (let weeks = 1; weeks > 0; ) {
    const look = await time(() => looks.ask(edge, weeks));
    if (look === undefined) {
      await walkOn();
      break;
    }
    if (isDone(look)) break;
    weeks = weeksFor(weeks, look.count, took, timeLeft());
  }
  return { found, edge };
}

/**
 * How many weeks to ask the index for next: half of those that the time allows, as far as `count`
 * candidates in `took` milliseconds tell; 0 where it does not allow twice as many as before.
 */
function weeksFor(weeks: number, count: number, took: number, leftMs: number): number {
  const candidates = (leftMs * (QUESTION + count)) / took - QUESTION;
  const times = candidates / Math.max(count, 1);
  if (!(times >= 2)) return 0;
  const next = weeks * Math.max(2, Math.floor(times / 2));
  return next > MOST_WEEKS ? Number.POSITIVE_INFINITY : next;
}
