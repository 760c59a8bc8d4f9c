import {
  type AliasableExpression,
  type ExpressionBuilder,
  type Kysely,
  type Selectable,
  type SqlBool,
  sql,
} from 'kysely';
import type { FilesTable } from '../../db/tables/files.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { Actor } from '../auth/credentials/credential.ts';
import { joinedChannels } from '../channels/home.ts';
import { notFound, Problem } from '../http/problem.ts';
import { explainNoMember } from '../messages/messages.ts';
import { removeFile } from '../messages/remove-file.ts';
import { dropAvatar } from '../users/avatar.ts';
import type { FileList, FileListQuery } from './contract.ts';
import { fileOf } from './wire.ts';

export type FileRow = Selectable<FilesTable>;

/**
 * A file that the user has uploaded, or whose message they may see at this moment, or that is an avatar.
 *
 * @throws Problem `not-found`
 */
export async function getFile(db: Kysely<Tables>, userId: string, id: string): Promise<FileRow> {
  const row = await db
    .selectFrom('files')
    .selectAll('files')
    .where('files.id', '=', id)
    .where((eb) => isVisible(eb, userId))
    .executeTakeFirst();
  if (row === undefined) throw notFound('file');
  return row;
}

/**
 * Takes a file out of its message, at once. A message that was this file alone is deleted with it.
 *
 * @param keepsTexts whether what messages said is kept
 * @throws Problem `not-found`; `forbidden` for what somebody else has uploaded, unless the caller is
 *   an administrator
 */
export async function deleteFile(
  db: Kysely<Tables>,
  actor: Actor,
  id: string,
  keepsTexts: boolean,
): Promise<void> {
  const userId = actor.kind === 'operator' ? undefined : actor.userId;
  const owner = await db
    .selectFrom('files')
    .select('uploaderId')
    .where('id', '=', id)
    .executeTakeFirst();
  // Whose avatar it may be.
  const users = owner === undefined ? [] : [owner.uploaderId];
  await act(db, actor, { users }, async (trx, { role, note }) => {
    const row = await trx
      .selectFrom('files')
      .select((eb) => ['uploaderId', isVisible(eb, userId).as('isVisible')])
      .where('id', '=', id)
      .executeTakeFirst();
    const isOwn = row?.uploaderId === userId;
    if (row === undefined || !(row.isVisible || role === 'admin')) throw notFound('file');
    if (!isOwn && role !== 'admin') {
      throw new Problem('forbidden', 'Only who uploaded a file or an administrator can delete it.');
    }
    if (!isOwn) await note('file.deleted', { userId: row.uploaderId, targetId: id });
    await removeFile(trx, id, keepsTexts);
    await dropAvatar(trx, id);
  });
}

/** Whether a user may see a file; the operator, who is none, may. */
export function isVisible(
  eb: ExpressionBuilder<Tables, 'files'>,
  userId: string | undefined,
): AliasableExpression<SqlBool> {
  if (userId === undefined) return sql<boolean>`true`;
  return eb.or([
    eb('files.uploaderId', '=', userId),
    // Everyone sees who somebody is.
    eb.exists(
      eb.selectFrom('users').select('users.id').whereRef('users.avatarId', '=', 'files.id'),
    ),
    eb.exists(
      eb
        .selectFrom('memberships as m')
        .innerJoin('channels as home', 'home.id', 'm.channelId')
        .select('home.id')
        .whereRef('home.id', '=', 'files.homeId')
        .where('home.deletedAt', 'is', null)
        .where('m.userId', '=', userId)
        .where('m.leftPosition', 'is', null),
    ),
  ]);
}

/**
 * The files of a channel and of its threads, or of one thread, the newest message first.
 *
 * @throws Problem `not-found`; `forbidden` for a public channel that the user has not joined
 */
export async function listFiles(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
  { before, limit }: FileListQuery,
): Promise<FileList> {
  const joined = await joinedChannels(db, userId)
    .select('m.channelId as homeId')
    .where('c.id', '=', channelId)
    .executeTakeFirst();
  if (joined === undefined) throw await explainNoMember(db, userId, channelId);
  const [messageId, place] = before?.split('/') ?? [];
  const rows = await db
    .selectFrom('files')
    .innerJoin('messages', 'messages.id', 'files.messageId')
    .select(['messages.channelId', 'messages.seq', 'messages.createdAt', 'files.place'])
    .select(['messages.id as messageId', fileOf('files').as('file')])
    .where('files.homeId', '=', joined.homeId)
    .$if(joined.homeId !== channelId, (query) => query.where('messages.channelId', '=', channelId))
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(files.message_id, files.place) < (${messageId}::uuid, ${place}::integer)`,
      ),
    )
    .orderBy('files.messageId', 'desc')
    .orderBy('files.place', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    files: page.map(({ file, place: _, createdAt, ...where }) => ({
      ...file,
      ...where,
      sentAt: createdAt.toISOString(),
    })),
    next: rows.length > limit && last ? `${last.messageId}/${last.place}` : null,
  };
}
