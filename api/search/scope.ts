import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { exactUtc } from '../lib/utc.ts';
import { type Query, QueryFault } from './query.ts';
import { isMe } from './tokens.ts';
import { fold } from './words.ts';

/** What a query means for its searcher at this moment. */
export interface Scope {
  userId: string;
  /** The channels to search, of those that the searcher is in; their threads belong to them. */
  homeIds: readonly string[];
  /** How many messages these have about, without their threads. */
  messages: number;
  /** Of whom; undefined for everybody. */
  authorIds: readonly string[] | undefined;
  /** The days as times, in the searcher's time zone: from, and before. */
  from: string | undefined;
  before: string | undefined;
}

interface Home {
  id: string;
  kind: string;
  name: string | null;
  lastSeq: number;
}

/** @throws QueryFault for a name that is nobody's, or of no channel that the searcher is in */
export async function findScope(trx: Kysely<Tables>, userId: string, query: Query): Promise<Scope> {
  const { timeZone } = await trx
    .selectFrom('users')
    .select('timeZone')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const homes = await trx
    .selectFrom('memberships as m')
    .innerJoin('channels as c', 'c.id', 'm.channelId')
    .select(['c.id', 'c.kind', 'c.name', 'c.lastSeq'])
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .where('c.deletedAt', 'is', null)
    .execute();
  const chosen = await chooseHomes(trx, userId, homes, query.in);
  return {
    userId,
    homeIds: chosen.map(({ id }) => id),
    messages: chosen.reduce((sum, { lastSeq }) => sum + lastSeq, 0),
    authorIds: await findAuthors(trx, userId, query.from),
    ...(await findTimes(trx, query, timeZone ?? 'UTC')),
  };
}

async function findAuthors(
  trx: Kysely<Tables>,
  userId: string,
  names: readonly string[],
): Promise<string[] | undefined> {
  if (names.length === 0) return undefined;
  const ids: string[] = [];
  for (const name of names) {
    const found = isMe(name) ? [userId] : await findUsers(trx, name);
    if (found.length === 0) throw new QueryFault(`“from:${name}”: nobody is called ${name}`);
    ids.push(...found);
  }
  return ids;
}

/** By user name, else by the name that is shown. */
async function findUsers(trx: Kysely<Tables>, name: string): Promise<string[]> {
  const users = await trx
    .selectFrom('users')
    .select(['id', 'username'])
    .where((eb) =>
      eb.or([
        eb('username', '=', name),
        eb(eb.fn<string>('lower', ['displayName']), '=', name.toLowerCase()),
      ]),
    )
    .execute();
  const exact = users.filter(({ username }) => username === name);
  return (exact.length > 0 ? exact : users).map(({ id }) => id);
}

async function chooseHomes(
  trx: Kysely<Tables>,
  userId: string,
  homes: readonly Home[],
  names: readonly string[],
): Promise<readonly Home[]> {
  if (names.length === 0) return homes;
  const chosen = new Set<Home>();
  for (const name of names) {
    const found = name.startsWith('@')
      ? await findDirect(trx, userId, homes, name.slice(1))
      : homes.filter((home) => home.id === name || isCalled(home, name));
    if (found.length === 0) {
      throw new QueryFault(`“in:${name}”: you are in no channel of this name`);
    }
    for (const home of found) chosen.add(home);
  }
  return [...chosen];
}

const isCalled = ({ name }: Home, wanted: string) =>
  name !== null && inOneWay(name) === inOneWay(wanted);
/** Without accents, case and marks, as people type names. */
const inOneWay = (name: string) =>
  name
    .split(/[\s_-]+/u)
    .map(fold)
    .join(' ');

/** The direct channel of the searcher and somebody else alone, or of themselves. */
async function findDirect(
  trx: Kysely<Tables>,
  userId: string,
  homes: readonly Home[],
  name: string,
): Promise<Home[]> {
  const others = isMe(name) ? [userId] : await findUsers(trx, name.toLowerCase());
  const ids = homes.filter(({ kind }) => kind === 'direct').map(({ id }) => id);
  if (others.length === 0 || ids.length === 0) return [];
  const rows = await trx
    .selectFrom('memberships')
    .select(['channelId', sql<string[]>`array_agg(user_id::text)`.as('userIds')])
    .where('channelId', '=', sql<string>`any(${ids}::uuid[])`)
    .where('leftPosition', 'is', null)
    .groupBy('channelId')
    .execute();
  const found = rows.filter(({ userIds }) =>
    others.some(
      (other) => userIds.length === (other === userId ? 1 : 2) && userIds.includes(other),
    ),
  );
  return homes.filter(({ id }) => found.some(({ channelId }) => channelId === id));
}

async function findTimes(
  trx: Kysely<Tables>,
  { before, after, on }: Query,
  timeZone: string,
): Promise<Pick<Scope, 'from' | 'before'>> {
  if (before === undefined && after === undefined && on === undefined) {
    return { from: undefined, before: undefined };
  }
  const start = (day: string | undefined, later = 0) =>
    sql`(${day ?? null}::date + ${later}::int)::timestamp at time zone ${timeZone}`;
  // Both functions ignore what is null.
  const { rows } = await sql<Record<'from' | 'before', string | null>>`
    select ${exactUtc(sql`greatest(${start(after, 1)}, ${start(on)})`)} as from,
      ${exactUtc(sql`least(${start(before)}, ${start(on, 1)})`)} as before`.execute(trx);
  return { from: rows[0]?.from ?? undefined, before: rows[0]?.before ?? undefined };
}
