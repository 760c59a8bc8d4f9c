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

/** A channel's row. For a thread also where it belongs, and its parent's `archivedAt` as its own. */
export type ChannelRow = Selectable<ChannelsTable> & {
  parentId?: string | null;
  rootMessageId?: string | null;
};

/**
 * The row of a channel that the user is in, or that is public; of a thread, where this is true of its
 * parent.
 *
 * @throws Problem `not-found`
 */
export async function getVisibleRow(
  db: Kysely<Tables>,
  userId: string,
  id: string,
): Promise<ChannelRow> {
  const row = await db
    .selectFrom('channels as c')
    .leftJoin('threads as t', 't.channelId', 'c.id')
    .innerJoin('channels', (join) =>
      join.on('channels.id', '=', (eb) => eb.fn.coalesce('t.parentId', 'c.id')),
    )
    .selectAll('c')
    .select(['t.parentId', 't.rootMessageId', 'channels.archivedAt'])
    .where('c.id', '=', id)
    .where('c.deletedAt', 'is', null)
    .where('channels.deletedAt', 'is', null)
    .where((eb) => eb.or([eb('channels.kind', '=', 'public'), eb.exists(membershipOf(eb, userId))]))
    .executeTakeFirst();
  if (row === undefined) throw notFound('channel');
  return row;
}

/** Whoever made a channel manages it, and administrators do where they can see it. */
export function isManager(row: Pick<ChannelsTable, 'createdBy' | 'kind'>, caller: Caller): boolean {
  const isOfItsMembers = row.kind === 'direct' || row.kind === 'thread';
  return !isOfItsMembers && (row.createdBy === caller.userId || caller.role === 'admin');
}

export function toChannel(row: ChannelRow): Channel {
  const { parentId, rootMessageId } = row;
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
    ...(parentId && rootMessageId && { parentId, rootMessageId }),
  };
}

/** @throws Problem `forbidden` */
export function requireManager(row: Selectable<ChannelsTable>, caller: Caller): void {
  if (isManager(row, caller)) return;
  if (row.kind === 'direct') {
    throw new Problem('forbidden', 'A direct channel is for its members and stays as it is.');
  }
  if (row.kind === 'thread') throw belongsToParent();
  throw new Problem('forbidden', 'Only who made the channel or an administrator can do this.');
}

export function belongsToParent(): Problem {
  return new Problem('forbidden', 'A thread is as its channel is: change that.');
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
