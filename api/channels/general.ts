import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { insertChannel } from './channels.ts';
import { join } from './memberships.ts';

/** The channel that everyone is in. */
export async function createGeneral(trx: Kysely<Tables>, createdBy: string): Promise<void> {
  await insertChannel(trx, {
    name: 'general',
    kind: 'public',
    createdBy,
    memberIds: [createdBy],
    isGeneral: true,
  });
}

export async function joinGeneral(trx: Kysely<Tables>, userId: string): Promise<void> {
  const general = await trx
    .selectFrom('channels')
    .select('id')
    .where('isGeneral', '=', true)
    .executeTakeFirstOrThrow();
  await join(trx, general.id, userId);
}
