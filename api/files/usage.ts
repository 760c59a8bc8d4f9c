import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { FilesUsage } from './contract.ts';
import { isVisible } from './files.ts';

const MOST_LINES = 100;
const MOST_LARGEST = 20;

type Space = FilesUsage['total'];
const count = sql<number>`count(*)::integer`;
const bytes = sql<number>`coalesce(sum(files.size), 0)::bigint`;

/**
 * What files take, by person and by channel, and the largest.
 *
 * Whoever has to free space needs to know how much, whose and where. So an administrator is told the
 * channel, as in the list of all channels, of direct ones only that they are such, and what a file is
 * called where it is in a public channel or the administrator sees it anyway.
 *
 * @param viewerId an administrator; undefined for the operator, who sees what they are all called
 */
export async function readUsage(
  db: Kysely<Tables>,
  viewerId: string | undefined,
): Promise<FilesUsage> {
  const [total, unsent, people, channels, largest] = await Promise.all([
    readSpace(db),
    readUnsent(db),
    readPeople(db),
    readChannels(db),
    readLargest(db, viewerId),
  ]);
  return { total, unsent, people, channels, largest };
}

function readSpace(db: Kysely<Tables>): Promise<Space> {
  return db
    .selectFrom('files')
    .select([count.as('files'), bytes.as('bytes')])
    .executeTakeFirstOrThrow();
}

function readUnsent(db: Kysely<Tables>): Promise<Space> {
  return db
    .selectFrom('files')
    .select([count.as('files'), bytes.as('bytes')])
    .where('messageId', 'is', null)
    .executeTakeFirstOrThrow();
}

function readPeople(db: Kysely<Tables>): Promise<FilesUsage['people']> {
  return db
    .selectFrom('files')
    .innerJoin('users', 'users.id', 'files.uploaderId')
    .select(['users.id as userId', 'users.username', count.as('files'), bytes.as('bytes')])
    .groupBy(['users.id', 'users.username'])
    .orderBy('bytes', 'desc')
    .orderBy('users.id')
    .limit(MOST_LINES)
    .execute();
}

function readChannels(db: Kysely<Tables>): Promise<FilesUsage['channels']> {
  return db
    .selectFrom((eb) =>
      eb
        .selectFrom('files')
        .innerJoin('channels as home', 'home.id', 'files.homeId')
        .select(['files.size', 'home.kind', idOfHome.as('channelId'), nameOfHome.as('name')])
        .as('files'),
    )
    .select(['kind', 'channelId', 'name', count.as('files'), bytes.as('bytes')])
    .groupBy(['kind', 'channelId', 'name'])
    .orderBy('bytes', 'desc')
    .orderBy('channelId')
    .limit(MOST_LINES)
    .execute() as Promise<FilesUsage['channels']>;
}

const idOfHome = sql<string | null>`case when home.kind = 'direct' then null else home.id end`;
const nameOfHome = sql<string | null>`case when home.kind = 'direct' then null else home.name end`;

async function readLargest(
  db: Kysely<Tables>,
  viewerId: string | undefined,
): Promise<FilesUsage['largest']> {
  const rows = await db
    .selectFrom('files')
    .innerJoin('users', 'users.id', 'files.uploaderId')
    .leftJoin('channels as home', 'home.id', 'files.homeId')
    .select((eb) => [
      'files.id',
      'files.name',
      'files.size',
      'files.uploaderId',
      'files.createdAt',
      'users.username',
      'home.kind',
      idOfHome.as('channelId'),
      nameOfHome.as('channelName'),
      isVisible(eb, viewerId).as('isVisible'),
    ])
    .orderBy('files.size', 'desc')
    .orderBy('files.id')
    .limit(MOST_LARGEST)
    .execute();
  return rows.map(({ name, isVisible: isSeen, createdAt, kind, ...row }) => ({
    ...row,
    kind: kind as FilesUsage['largest'][number]['kind'],
    name: isSeen || kind === 'public' ? name : null,
    createdAt: createdAt.toISOString(),
  }));
}
