import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { notFound } from '../http/problem.ts';
import type { MessageText } from './contract.ts';
import { isReader } from './reader.ts';

/** Keeps what a message says, which is about to be edited or deleted. */
export async function keepText(trx: Kysely<Tables>, id: string): Promise<void> {
  await trx
    .insertInto('messageTexts')
    .columns(['messageId', 'revision', 'body'])
    .expression(
      trx
        .selectFrom('messages')
        .select(['id', 'revision', sql<string>`body`.as('body')])
        .where('id', '=', id)
        .where('body', 'is not', null),
    )
    .execute();
}

/**
 * What a message said before, oldest first. For administrators who are in its channel; that somebody
 * has looked is noted.
 *
 * @throws Problem `not-found`, `forbidden`
 */
export async function listTexts(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
): Promise<MessageText[]> {
  return act(db, actor, { role: 'admin', session: true }, async (trx, { note }) => {
    const message = await trx
      .selectFrom('messages')
      .select(['channelId', 'authorId'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (message === undefined || !(await isReader(trx, actor.userId, message.channelId))) {
      throw notFound('message');
    }
    await note('message.history', { userId: message.authorId, targetId: id });
    const rows = await trx
      .selectFrom('messageTexts')
      .select(['revision', 'body', 'until'])
      .where('messageId', '=', id)
      .orderBy('revision')
      .execute();
    return rows.map(({ until, ...text }) => ({ ...text, until: until.toISOString() }));
  });
}
