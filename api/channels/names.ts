import type { Kysely } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { Problem } from '../http/problem.ts';
import { looksLike } from '../lib/look-alikes.ts';
import { membershipOf } from './visibility.ts';

/** Under which a channel is sorted and found: in NFKC and lower case. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/**
 * Refuses a name that looks like that of another public channel, or of a private one that the user is
 * in. Those that the user is not in do not count, since a refusal would tell that they exist. Changes
 * of names take turns, on whichever server, so that two at once cannot both find the name free.
 *
 * @param id of the channel that is to have the name, which may look like its own
 * @throws Problem `channel-name-taken`
 */
export async function requireFreeName(
  trx: Kysely<Tables>,
  userId: string,
  name: string,
  id?: string,
): Promise<void> {
  await trx.selectFrom('serverIdentity').select('epoch').forNoKeyUpdate().executeTakeFirstOrThrow();
  const others = await trx
    .selectFrom('channels')
    .select(['id', 'name'])
    .where('deletedAt', 'is', null)
    .where((eb) => eb.or([eb('kind', '=', 'public'), eb.exists(membershipOf(eb, userId))]))
    .execute();
  const taken = others.find(
    (other) => other.id !== id && other.name !== null && looksLike(other.name, name),
  );
  if (taken !== undefined) throw nameTaken(`the name of the channel ${taken.name} looks like it`);
}

/** A server of an older version, which takes no turns, may have been faster by a moment. */
export async function refuseTakenName<Out>(write: () => Promise<Out>): Promise<Out> {
  try {
    return await write();
  } catch (error) {
    if (violatedConstraint(error) !== 'channels_name_key_key') throw error;
    throw nameTaken('there is a channel of this name');
  }
}

function nameTaken(why: string): Problem {
  return new Problem('channel-name-taken', `Choose another name: ${why}.`);
}
