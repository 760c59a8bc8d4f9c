import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { invalidField } from '../http/problem.ts';
import type { Message } from '../messages/contract.ts';
import { GROUPS } from '../messages/mentions.ts';
import { messageOf } from '../messages/wire.ts';
import type { SearchPage, SearchQuery, SearchResult } from './contract.ts';
import { ofText } from './indexer.ts';
import { formatPosition, isBefore, type Position, parsePosition } from './position.ts';
import { parseQuery, type Query, QueryFault } from './query.ts';
import { findScope, type Scope } from './scope.ts';
import { match, type Term } from './terms.ts';
import {
  authorLexeme,
  LINK,
  lexemesOf,
  THREAD,
  toLooseTsquery,
  toTsquery,
  weekLexeme,
  weekOf,
  weekStart,
} from './vector.ts';
import { wordsOf } from './words.ts';

/** How long one statement may take, in milliseconds. */
const STATEMENT_MS = 2_000;
/** After so long it says what it has found until then, in milliseconds. */
const PATIENCE_MS = 1_500;
/** So many of the newest messages are looked at before the index is asked. */
const WALK = 4_000;
/** So many are looked at where the index does not help. */
const LONG_WALK = 40_000;
/** A searcher whose channels have no more messages has all of them looked at. */
const FEW = 20_000;
/** More candidates of the index are not looked at. */
const MOST_CANDIDATES = 10_000;
/** How many weeks the index is asked for first, and then; at last for all. */
const WINDOWS = [1, 4, 16];
/** More events that are not indexed yet are not looked at. */
const MOST_WAITING = 500;

interface Found extends Position {
  message: Message;
  channel: SearchResult['channel'];
}

/** What a statement has found, and how far it has looked. */
interface Look {
  found: Found[];
  /** How many candidates there were. */
  count: number;
  /** The oldest candidate. */
  edge: Position | undefined;
}

/**
 * Searches what the user may read at this moment, newest first. However old and many the messages are,
 * it looks at a bounded number of them; where that leaves older ones, `next` goes on from there.
 *
 * @throws Problem `invalid-request` for a query that cannot be understood
 */
export async function search(
  db: Kysely<Tables>,
  userId: string,
  { q, before, limit }: SearchQuery,
): Promise<SearchPage> {
  const start = before === undefined ? undefined : parsePosition(before);
  const query = orProblem(() => parseQuery(q));
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${String(STATEMENT_MS)}, true),
        set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`.execute(trx);
      const scope = await findScope(trx, userId, query).catch(toProblem);
      const state = await trx.selectFrom('searchState').selectAll().executeTakeFirstOrThrow();
      const waiting = await findWaiting(trx, state.position);
      const isIndexed = state.isBackfilled && waiting.length <= MOST_WAITING;
      if (isEmpty(query) || scope.homeIds.length === 0) {
        return { results: [], next: null, isIndexed };
      }
      const search = new Search(trx, query, scope, limit);
      const page = await search.page(start, waiting.slice(0, MOST_WAITING));
      return { ...page, isIndexed };
    });
}

/** Nothing that was typed is a word or a filter. */
function isEmpty({ terms, from, in: places, before, after, on, has, is, mentionsMe }: Query) {
  const days = [before, after, on].filter((day) => day !== undefined);
  const count = [terms, from, places, days, [...has], [...is]].flat().length;
  return count === 0 && !mentionsMe;
}

/** Messages whose events are newer than the index, newest first: one more than are looked at. */
async function findWaiting(trx: Kysely<Tables>, position: number): Promise<string[]> {
  const rows = await trx
    .selectFrom('eventLog')
    .select('messageId')
    .where('position', '>', position)
    .where(ofText)
    .orderBy('position', 'desc')
    .limit(MOST_WAITING + 1)
    .execute();
  return rows.flatMap(({ messageId }) => messageId ?? []);
}

class Search {
  readonly #trx: Kysely<Tables>;
  readonly #query: Query;
  readonly #scope: Scope;
  readonly #limit: number;
  readonly #tsquery: string | undefined;
  /** What the index is asked for: undefined where it does not help. */
  readonly #loose: string | undefined;
  readonly #filter: RawBuilder<unknown>;

  constructor(trx: Kysely<Tables>, query: Query, scope: Scope, limit: number) {
    this.#trx = trx;
    this.#query = query;
    this.#scope = scope;
    this.#limit = limit;
    this.#tsquery = tsqueryOf(query, scope, toTsquery);
    this.#loose = tsqueryOf(query, scope, toLooseTsquery);
    this.#filter = filterOf(query, scope);
  }

  async page(
    start: Position | undefined,
    waiting: readonly string[],
  ): Promise<Omit<SearchPage, 'isIndexed'>> {
    const fresh = waiting.length === 0 ? [] : await this.#amongWaiting(waiting, start);
    const { found, next } = await this.#amongIndexed(start);
    const all = new Map([...found, ...fresh].map((one) => [one.message.id, one]));
    const sorted = [...all.values()].toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
    // What stands behind the edge comes with the next page.
    const seen = sorted.filter(
      (one) => next === undefined || isBefore(one, next) || one.id === next.id,
    );
    const page = seen.slice(0, this.#limit);
    const last = seen.length > this.#limit ? page.at(-1) : next;
    return {
      results: page.flatMap((one) => this.#toResult(one)),
      next: last === undefined ? null : formatPosition(last),
    };
  }

  /** The index may know a message as it was: what does not have the words is left out. */
  #toResult({ message, channel }: Found): SearchResult[] {
    const highlights = match(this.#query.terms, wordsOf(message.body ?? ''));
    return highlights === undefined ? [] : [{ message, channel, highlights }];
  }

  /** @returns what was found after the position, and up to where, unless that is the end */
  async #amongIndexed(
    start: Position | undefined,
  ): Promise<{ found: Found[]; next: Position | undefined }> {
    const { is } = this.#query;
    if (is.has('saved') || is.has('pinned') || this.#scope.messages <= FEW) {
      return { found: await this.#lookAtAll(start), next: undefined };
    }
    const deadline = performance.now() + PATIENCE_MS;
    const found: Found[] = [];
    let edge = start;
    const walk = async (most: number): Promise<boolean> => {
      const look = await this.#walk(edge, most);
      found.push(...look.found);
      edge = look.edge ?? edge;
      return look.count < most;
    };

    if (await walk(WALK)) return { found, next: undefined };
    if (found.length > this.#limit) return { found, next: edge };
    if (this.#loose === undefined)
      return { found, next: (await walk(LONG_WALK)) ? undefined : edge };
    for (const weeks of [...WINDOWS, undefined]) {
      const look = await this.#ask(edge, weeks);
      if (look.count > MOST_CANDIDATES) {
        return { found, next: (await walk(LONG_WALK)) ? undefined : edge };
      }
      found.push(...look.found);
      if (weeks === undefined) return { found, next: undefined };
      edge = { at: lowerBound(edge, weeks), id: LOWEST_ID };
      const isEnough = found.length > this.#limit || performance.now() > deadline;
      if (isEnough) return { found, next: edge };
    }
    return { found, next: undefined };
  }

  /** Where there are few, or a table names them. */
  async #lookAtAll(start: Position | undefined): Promise<Found[]> {
    const { userId, homeIds } = this.#scope;
    const homes = sql`any(${homeIds}::uuid[])`;
    const { is } = this.#query;
    const named = is.has('saved')
      ? sql`and e.message_id in (select message_id from saved_messages where user_id = ${userId})`
      : is.has('pinned')
        ? sql`and e.message_id in (
            select id from messages p where p.pinned_at is not null
              and coalesce((select parent_id from threads t where t.channel_id = p.channel_id),
                p.channel_id) = ${homes})`
        : sql``;
    const source = sql`
      select e.message_id, e.home_id, e.created_at from search_entries e
      where e.home_id = ${homes} ${named} ${this.#within(start)} ${this.#matching()}`;
    const { found } = await this.#look(source, sql``);
    return found;
  }

  /** The newest after the position, whatever they say. */
  async #walk(start: Position | undefined, most: number): Promise<Look> {
    const { homeIds } = this.#scope;
    const [home, ...more] = homeIds;
    const inOne = more.length === 0 ? sql`and e.home_id = ${home}` : sql``;
    const source = sql`
      select e.message_id, e.home_id, e.created_at, e.words from search_entries e
      where true ${inOne} ${this.#within(start)}
      order by e.created_at desc, e.message_id desc limit ${most}`;
    return this.#look(source, this.#matching());
  }

  /** What the index has of so many weeks before the position, or of all. */
  async #ask(start: Position | undefined, weeks: number | undefined): Promise<Look> {
    const newest = weekOf(start === undefined ? new Date() : new Date(start.at));
    const inWeeks =
      weeks === undefined
        ? ''
        : ` & (${Array.from({ length: weeks + 1 }, (_, index) => `'${weekLexeme(newest - index)}'`).join(' | ')})`;
    const from =
      weeks === undefined
        ? sql``
        : sql`and e.created_at >= ${lowerBound(start, weeks)}::timestamptz`;
    const source = sql`
      select e.message_id, e.home_id, e.created_at, e.words @@ ${this.#tsquery}::tsquery as fits
      from search_entries e
      where e.words @@ ${`(${this.#loose})${inWeeks}`}::tsquery ${from} ${this.#within(start)}
      limit ${MOST_CANDIDATES + 1}`;
    return this.#look(source, sql`and e.fits`);
  }

  #within(start: Position | undefined): RawBuilder<unknown> {
    const { from, before } = this.#scope;
    const conditions: RawBuilder<unknown>[] = [];
    if (start) {
      conditions.push(
        sql`and (e.created_at, e.message_id) < (${start.at}::timestamptz, ${start.id}::uuid)`,
      );
    }
    if (from) conditions.push(sql`and e.created_at >= ${from}::timestamptz`);
    if (before) conditions.push(sql`and e.created_at < ${before}::timestamptz`);
    return conditions.length === 0 ? sql`` : sql.join(conditions, sql` `);
  }

  #matching(): RawBuilder<unknown> {
    return this.#tsquery === undefined ? sql`` : sql`and e.words @@ ${this.#tsquery}::tsquery`;
  }

  /** Of the candidates those that the user may read and wants, one more than go on a page. */
  async #look(source: RawBuilder<unknown>, matching: RawBuilder<unknown>): Promise<Look> {
    const { rows } = await sql<LookRow>`
      with candidate as materialized (${source}), edge as (
        select count(*)::int as count, min(created_at) as oldest from candidate
      ), page as (
        select e.created_at, ${messageOf('m')} as message,
          json_build_object('id', c.id, 'kind', c.kind, 'name', c.name) as channel
        from candidate e join messages m on m.id = e.message_id
          join channels c on c.id = m.channel_id
        where e.home_id = any(${this.#scope.homeIds}::uuid[]) ${matching} ${this.#filter}
        order by e.created_at desc, e.message_id desc limit ${this.#limit + 1}
      )
      select edge.count, ${utc('edge.oldest')} as oldest,
        (select min(message_id::text) from candidate where created_at = edge.oldest) as "oldestId",
        ${utc('page.created_at')} as at, page.message, page.channel
      from edge left join page on true`.execute(this.#trx);
    const [first] = rows;
    const { count = 0, oldest, oldestId } = first ?? {};
    return {
      count,
      edge: oldest && oldestId ? { at: oldest, id: oldestId } : undefined,
      found: rows.flatMap(({ at, message, channel }) =>
        at === null || message === null || channel === null
          ? []
          : [{ at, id: message.id, message, channel }],
      ),
    };
  }

  /** Of those that are not indexed yet. */
  async #amongWaiting(ids: readonly string[], start: Position | undefined): Promise<Found[]> {
    const source = sql`
      select e.message_id, e.home_id, e.created_at from (
        select m.id as message_id, m.created_at,
          coalesce((select parent_id from threads t where t.channel_id = m.channel_id),
            m.channel_id) as home_id
        from messages m where m.id = any(${ids}::uuid[])) e
      where true ${this.#within(start)}`;
    const { found } = await this.#look(source, sql``);
    return found.filter(({ message }) => this.#isWanted(message));
  }

  #isWanted({ body, authorId, parentId, createdAt }: Message): boolean {
    if (body === null) return false;
    const { words, kinds } = lexemesOf({
      ...{ body, authorId, isOfThread: Boolean(parentId), createdAt: new Date(createdAt) },
    });
    const { has, is } = this.#query;
    if (has.has('link') && !kinds.has(LINK)) return false;
    if (has.has('file') || (is.has('thread') && !kinds.has(THREAD))) return false;
    return match(this.#query.terms, words) !== undefined;
  }
}

interface LookRow {
  count: number;
  oldest: string | null;
  oldestId: string | null;
  at: string | null;
  message: Message | null;
  channel: SearchResult['channel'] | null;
}

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

const utc = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The beginning of the week that is so many weeks before the position. */
function lowerBound(start: Position | undefined, weeks: number): string {
  const newest = weekOf(start === undefined ? new Date() : new Date(start.at));
  return weekStart(newest - weeks)
    .toISOString()
    .replace('Z', '000Z');
}

/** All that the index knows of what is wanted; undefined where that is nothing. */
function tsqueryOf(
  query: Query,
  { authorIds, username }: Scope,
  toText: (terms: readonly Term[]) => string | undefined,
): string | undefined {
  const { terms, has, is, mentionsMe } = query;
  const parts = [toText(terms)].filter((part) => part !== undefined);
  const anyOf = (all: readonly string[]) => parts.push(`(${all.join(' | ')})`);
  if (authorIds) anyOf(authorIds.map((id) => `'${authorLexeme(id)}'`));
  if (has.has('link')) anyOf([`'${LINK}'`]);
  if (has.has('file')) anyOf([`':file'`]);
  if (is.has('thread')) anyOf([`'${THREAD}'`]);
  if (mentionsMe) {
    const names = [username, ...GROUPS.keys()].map((name) =>
      wordsOf(name)
        .map(({ text }) => `'${text}'`)
        .join(' <-> '),
    );
    anyOf(names.map((name) => `(${name})`));
  }
  return parts.length === 0 ? undefined : parts.join(' & ');
}

/** SQL of a message `m`: what the index does not know, or may know wrongly. */
function filterOf({ has, is, mentionsMe }: Query, { userId, authorIds }: Scope) {
  const conditions = [sql`and m.deleted_at is null`];
  if (authorIds) conditions.push(sql`and m.author_id = any(${authorIds}::uuid[])`);
  if (is.has('pinned')) conditions.push(sql`and m.pinned_at is not null`);
  if (has.has('reaction')) {
    conditions.push(sql`and exists (select from reactions r where r.message_id = m.id)`);
  }
  if (is.has('saved')) {
    conditions.push(
      sql`and exists (select from saved_messages s where s.message_id = m.id and s.user_id = ${userId})`,
    );
  }
  if (mentionsMe) {
    conditions.push(sql`and exists (select from mentions n where n.channel_id = m.channel_id
      and n.seq = m.seq and n.user_id = ${userId})`);
  }
  return sql.join(conditions, sql` `);
}

function orProblem<Out>(work: () => Out): Out {
  try {
    return work();
  } catch (error) {
    return toProblem(error);
  }
}

/** @throws Problem `invalid-request` for what is wrong with the query; else the error */
function toProblem(error: unknown): never {
  if (error instanceof QueryFault) throw invalidField('q', error.message);
  throw error;
}
