import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { homeOf } from '../channels/home.ts';
import { append } from '../events/event-log.ts';
import { abandonFile, hasFiles } from './attachments.ts';
import { removeMessage } from './messages.ts';
import { messageOf } from './wire.ts';

/**
 * Deletes a file. Its message says so in its next revision; one that was nothing but this file is
 * deleted with it.
 *
 * @param keepsTexts whether what messages said is kept
 */
export async function removeFile(
  trx: Kysely<Tables>,
  id: string,
  keepsTexts: boolean,
): Promise<void> {
  const file = await trx
    .selectFrom('files')
    .select('messageId')
    .where('id', '=', id)
    .executeTakeFirst();
  if (file === undefined) return;
  const { messageId } = file;
  // Whoever deletes the message locks it first, too.
  const message = messageId === null ? undefined : await lockMessage(trx, messageId);
  // It has been posted meanwhile.
  if (!(await abandonFile(trx, id, messageId))) return removeFile(trx, id, keepsTexts);
  if (message === undefined) return;
  if (message.body === '' && !(await hasFiles(trx, message.id))) {
    return removeMessage(trx, message, keepsTexts);
  }
  const { updated } = await trx
    .updateTable('messages')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', message.id)
    .returning(messageOf('messages').as('updated'))
    .executeTakeFirstOrThrow();
  await append(trx, [{ event: 'message.updated', homeId: message.homeId, data: updated }]);
}

function lockMessage(trx: Kysely<Tables>, id: string) {
  return trx
    .selectFrom('messages')
    .select(['id', 'channelId', 'body', homeOf(sql.ref('messages.channelId')).as('homeId')])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}
