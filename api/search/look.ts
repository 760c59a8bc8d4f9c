import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { homeOf } from '../channels/home.ts';
import type { Message } from '../messages/contract.ts';
import { messageOf } from '../messages/wire.ts';
import { filterOf, namesOf, tsqueryOf } from './conditions.ts';
import type { SearchPage, SearchResult } from './contract.ts';
import { type Source, sources } from './entries.ts';
import { formatPosition, isBefore, type Position } from './position.ts';
import type { Query } from './query.ts';
import type { Scope } from './scope.ts';
import { match } from './terms.ts';
import {
  LINK,
  lexemesOf,
  THREAD,
  toLooseTsquery,
  toTsquery,
  weekLexeme,
  weekOf,
  weekStart,
} from './vector.ts';
import { type Forms, wordsOf } from './words.ts';

/** After so many milliseconds it answers with what it has found, if that is something. */
const SOON_MS = 25;
/** After so many it answers in any case, also with nothing. */
const PATIENCE_MS = 250;
/** So many of the newest messages are looked at before the index is asked. */
const WALK = 4_000;
/** So many are looked at where the index does not help. */
const LONG_WALK = 10_000;
/** A searcher whose channels have no more messages has all of them looked at. */
const FEW = 20_000;
/** More candidates of the index are not looked at. */
const MOST_CANDIDATES = 4_000;
/** The index is asked for one step of so many weeks after the other, and at last for all that is older. */
const WINDOWS = [1, 2, 4, 8, 16];

/** A message that was found, and where it stands among the others. */
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

/** One search, within one transaction, which sees one moment. */
export class Search {
  readonly #trx: Kysely<Tables>;
  readonly #query: Query;
  readonly #scope: Scope;
  readonly #limit: number;
  readonly #forms: Forms;
  readonly #tsquery: string | undefined;
  /** What the index is asked for: undefined where it does not help. */
  readonly #loose: string | undefined;
  readonly #filter: RawBuilder<unknown>;

  constructor(trx: Kysely<Tables>, query: Query, scope: Scope, limit: number, forms: Forms) {
    this.#trx = trx;
    this.#query = query;
    this.#scope = scope;
    this.#limit = limit;
    this.#forms = forms;
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
    const { is, mentionsMe } = this.#query;
    const isNamed = is.has('saved') || is.has('pinned') || mentionsMe;
    if (isNamed || this.#scope.messages <= FEW) {
      return { found: await this.#lookAtAll(start), next: undefined };
    }
    const from = performance.now();
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
      const isLate = performance.now() - from > (found.length > 0 ? SOON_MS : PATIENCE_MS);
      if (found.length > this.#limit || isLate) return { found, next: edge };
    }
    return { found, next: undefined };
  }

  /** Where there are few, or a table names them. */
  async #lookAtAll(start: Position | undefined): Promise<Found[]> {
    const { userId, homeIds } = this.#scope;
    const homes = sql`any(${homeIds}::uuid[])`;
    const named = namesOf(this.#query, userId, homes);
    const among = named === undefined ? sql`` : sql`and e.message_id in (${named})`;
    const source = sql`
      select e.message_id, e.home_id, e.created_at from search_entries e
      where e.home_id = ${homes} ${among} ${this.#within(start)} and ${this.#fits()}`;
    const { found } = await this.#look(source, sql``);
    return found;
  }

  /** The newest after the position, whatever they say. */
  async #walk(start: Position | undefined, most: number): Promise<Look> {
    const { homeIds } = this.#scope;
    const [home, ...more] = homeIds;
    const inOne = more.length === 0 ? sql`and e.home_id = ${home}` : sql``;
    const source = sql`
      select e.message_id, e.home_id, e.created_at, ${this.#fits()} as fits from search_entries e
      where true ${inOne} ${this.#within(start)}
      order by e.created_at desc, e.message_id desc limit ${most}`;
    return this.#look(source, sql`and e.fits`);
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
      select e.message_id, e.home_id, e.created_at, ${this.#fits()} as fits from search_entries e
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

  #fits(): RawBuilder<unknown> {
    return this.#tsquery === undefined ? sql`true` : sql`e.words @@ ${this.#tsquery}::tsquery`;
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
    const read = await sources(this.#trx)
      .where('m.id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute();
    const wanted = read.filter((source) => this.#isWanted(source)).map(({ id }) => id);
    const source = sql`
      select e.message_id, e.home_id, e.created_at from (
        select m.id as message_id, m.created_at, ${homeOf(sql.ref('m.channelId'))} as home_id
        from messages m where m.id = any(${wanted}::uuid[])) e
      where true ${this.#within(start)}`;
    return wanted.length === 0 ? [] : (await this.#look(source, sql``)).found;
  }

  #isWanted(source: Source): boolean {
    const { words, kinds } = lexemesOf(source, this.#forms);
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
