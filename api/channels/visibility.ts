import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import type { ChannelsTable } from '../../db/tables/channels.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { notFound, Problem } from '../http/problem.ts';
import type { Channel } from './contract.ts';

/** The caller, as far as permissions go. */
export interface Caller {
  userId: string;
  role: 'admin' | 'member';
}

/** The row of a channel that the user is in, or that is public. @throws Problem `not-found` */
export async function getVisibleRow(
  db: Kysely<Tables>,
  userId: string,
  id: string,
): Promise<Selectable<ChannelsTable>> {
  const row = await db
    .selectFrom('channels')
    .selectAll()
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .where((eb) => eb.or([eb('kind', '=', 'public'), eb.exists(membershipOf(eb, userId))]))
    .executeTakeFirst();
  if (row === undefined) throw notFound('channel');
  return row;
}

/** Whoever made a channel manages it, and administrators do where they can see it. */
export function isManager(row: Pick<ChannelsTable, 'createdBy' | 'kind'>, caller: Caller): boolean {
  return row.kind !== 'direct' && (row.createdBy === caller.userId || caller.role === 'admin');
}

export function toChannel(row: Selectable<ChannelsTable>): Channel {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    topic: row.topic,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    isGeneral: row.isGeneral,
    ...(row.directKey === null ? {} : { directUserIds: row.directKey.split(':') }),
  };
}

/** @throws Problem `forbidden` */
export function requireManager(row: Selectable<ChannelsTable>, caller: Caller): void {
  if (isManager(row, caller)) return;
  if (row.kind === 'direct') {
    throw new Problem('forbidden', 'A direct channel is for its two and stays as it is.');
  }
  throw new Problem('forbidden', 'Only who made the channel or an administrator can do this.');
}

/** A subquery: the user's membership of the channel in the outer query's row. */
export function membershipOf(eb: ExpressionBuilder<Tables, 'channels'>, userId: string) {
  return eb
    .selectFrom('memberships')
    .select('memberships.userId')
    .whereRef('memberships.channelId', '=', 'channels.id')
    .where('memberships.userId', '=', userId)
    .where('memberships.leftPosition', 'is', null);
}
