import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { Message } from './contract.ts';
import { messageOf } from './wire.ts';

const PAGE = 500;

/**
 * All messages of a channel, ascending, with one page in memory at a time; deleted ones keep their
 * place and have no body. For whoever runs the server: no membership is checked.
 */
export async function* everyMessage(
  db: Kysely<Tables>,
  channelId: string,
): AsyncGenerator<Message & { author: string }> {
  let after = 0;
  for (;;) {
    const rows = await db
      .selectFrom('messages')
      .innerJoin('users', 'users.id', 'messages.authorId')
      .select([messageOf('messages').as('message'), 'users.username as author'])
      .where('channelId', '=', channelId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const { message, author } of rows) yield { ...message, author };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.message.seq;
  }
}
