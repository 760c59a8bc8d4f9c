import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { insertChannel } from './channels.ts';

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

/** @returns its id; see `lockChannel` */
export async function lockGeneral(trx: Kysely<Tables>): Promise<string> {
  const { id } = await trx
    .selectFrom('channels')
    .select('id')
    .where('isGeneral', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return id;
}
