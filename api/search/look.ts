import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { homeOf } from '../channels/home.ts';
import { exactUtc } from '../lib/utc.ts';
import type { Message } from '../messages/contract.ts';
import { messageOf } from '../messages/wire.ts';
import { filterOf, namesOf, tsqueryOf } from './conditions.ts';
import type { SearchResult } from './contract.ts';
import { type Source, sources } from './entries.ts';
import type { Position } from './position.ts';
import type { Query } from './query.ts';
import type { Scope } from './scope.ts';
import { match } from './terms.ts';
import {
  FILE,
  LINK,
  lexemesOf,
  openTsquery,
  THREAD,
  toLooseTsquery,
  toTsquery,
  weekLexeme,
  weekOf,
  weekStart,
} from './vector.ts';
import type { Forms } from './words.ts';

/** More candidates of the index are not looked at. */
const MOST_CANDIDATES = 4_000;

/** The index takes 10 to 15 ms to go through as many messages with words of one beginning. */
const MOST_OF_BEGINNING = 40_000;
/** Of 8 kB, with about 20 messages each. */
const SAMPLED_PAGES = 60;

/** A message that was found, and where it stands among the others. */
export interface Found extends Position {
  message: Message;
  channel: SearchResult['channel'];
}

/** What a statement has found, and how far it has looked. */
export interface Look {
  found: Found[];
  /** Where the next statement goes on; undefined where nothing is older. */
  edge: Position | undefined;
}

/** The same of the index. */
export interface Asked extends Look {
  /** How many candidates the index had, of which most may be unreadable or unwanted. */
  count: number;
}

/** The statements of one search, within one transaction, which sees one moment. */
export class Looks {
  readonly #trx: Kysely<Tables>;
  readonly #query: Query;
  readonly #scope: Scope;
  readonly #limit: number;
  readonly #forms: Forms;
  readonly #tsquery: string | undefined;
  /** What the index is asked for: undefined where it does not help. */
  #loose: string | undefined;
  /** Words of it that are looked up by their beginning, as long as nobody knows how many these are. */
  #open: string | undefined;
  readonly #filter: RawBuilder<unknown>;
  /** Whether a table names the few messages that may be wanted. */
  readonly isNamed: boolean;

  constructor(trx: Kysely<Tables>, query: Query, scope: Scope, limit: number, forms: Forms) {
    this.#trx = trx;
    this.#query = query;
    this.#scope = scope;
    this.#limit = limit;
    this.#forms = forms;
    this.#tsquery = tsqueryOf(query, scope, toTsquery);
    this.#loose = tsqueryOf(query, scope, (terms) => toLooseTsquery(terms));
    this.#open = openTsquery(query.terms);
    this.#filter = filterOf(query, scope);
    this.isNamed = query.is.has('saved') || query.is.has('pinned') || query.mentionsMe;
  }

  /** Whether the index knows something of what is wanted. */
  get isHelped(): boolean {
    return this.#loose !== undefined;
  }

  /**
   * Asks the index no more for words by their beginning where these are in too many messages: however
   * few of them are wanted, it goes through all of them. How many they are is told by a sample.
   *
   * @param most messages
   */
  async leaveOutFrequent(most = MOST_OF_BEGINNING): Promise<void> {
    if (this.#open === undefined) return;
    const size = sql`pg_relation_size('search_entries')`;
    const page = sql`current_setting('block_size')::int`;
    const { rows } = await sql<{ expected: number }>`
      select count(*) filter (where e.words @@ ${this.#open}::tsquery)
        * greatest(1, ${size} / ${page} / ${SAMPLED_PAGES}::float8) as expected
      from search_entries e
        tablesample system (least(100, 100.0 * ${SAMPLED_PAGES}::int * ${page} / greatest(1, ${size})))
      `.execute(this.#trx);
    this.#open = undefined;
    if ((rows[0]?.expected ?? 0) <= most) return;
    this.#loose = tsqueryOf(this.#query, this.#scope, (terms) => toLooseTsquery(terms, true));
  }

  /** All that are older than the position: where these are few, or a table names them. */
  async all(start: Position | undefined): Promise<Found[]> {
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

  /** Up to so many, the newest that are older than the position, whatever they say. */
  async walk(start: Position | undefined, most: number): Promise<Look> {
    const { homeIds } = this.#scope;
    const [home, ...more] = homeIds;
    const inOne = more.length === 0 ? sql`and e.home_id = ${home}` : sql``;
    const source = sql`
      select e.message_id, e.home_id, e.created_at, ${this.#fits()} as fits from search_entries e
      where true ${inOne} ${this.#within(start)}
      order by e.created_at desc, e.message_id desc limit ${most}`;
    const { found, count, oldest } = await this.#look(source, sql`and e.fits`);
    return { found, edge: count < most ? undefined : oldest };
  }

  /**
   * What the index has of so many weeks before the position, or of all with Infinity; undefined where
   * that is too much to look at.
   */
  async ask(start: Position | undefined, weeks: number): Promise<Asked | undefined> {
    const isAll = weeks === Number.POSITIVE_INFINITY;
    const newest = weekOf(start === undefined ? new Date() : new Date(start.at));
    const inWeeks = isAll
      ? ''
      : ` & (${Array.from({ length: weeks + 1 }, (_, index) => `'${weekLexeme(newest - index)}'`).join(' | ')})`;
    const from = isAll ? sql`` : sql`and e.created_at >= ${lowerBound(start, weeks)}::timestamptz`;
    const source = sql`
      select e.message_id, e.home_id, e.created_at, ${this.#fits()} as fits from search_entries e
      where e.words @@ ${`(${this.#loose})${inWeeks}`}::tsquery ${from} ${this.#within(start)}
      limit ${MOST_CANDIDATES + 1}`;
    const { found, count } = await this.#look(source, sql`and e.fits`);
    if (count > MOST_CANDIDATES) return undefined;
    const edge = isAll ? undefined : { at: lowerBound(start, weeks), id: LOWEST_ID };
    return { found, edge, count };
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
  async #look(source: RawBuilder<unknown>, matching: RawBuilder<unknown>): Promise<Looked> {
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
      select edge.count, ${exactUtc(sql.ref('edge.oldest'))} as oldest,
        (select min(message_id::text) from candidate where created_at = edge.oldest) as "oldestId",
        ${exactUtc(sql.ref('page.created_at'))} as at, page.message, page.channel
      from edge left join page on true`.execute(this.#trx);
    const [first] = rows;
    const { count = 0, oldest, oldestId } = first ?? {};
    return {
      count,
      oldest: oldest && oldestId ? { at: oldest, id: oldestId } : undefined,
      found: rows.flatMap(({ at, message, channel }) =>
        at === null || message === null || channel === null
          ? []
          : [{ at, id: message.id, message, channel }],
      ),
    };
  }

  /** Of those that are not indexed yet. */
  async waiting(ids: readonly string[], start: Position | undefined): Promise<Found[]> {
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
    if (has.has('file') && !kinds.has(FILE)) return false;
    if (is.has('thread') && !kinds.has(THREAD)) return false;
    return match(this.#query.terms, words) !== undefined;
  }
}

interface Looked {
  found: Found[];
  /** How many candidates there were. */
  count: number;
  /** The oldest candidate. */
  oldest: Position | undefined;
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

/** The beginning of the week that is so many weeks before the position. */
function lowerBound(start: Position | undefined, weeks: number): string {
  const newest = weekOf(start === undefined ? new Date() : new Date(start.at));
  return weekStart(newest - weeks)
    .toISOString()
    .replace('Z', '000Z');
}
