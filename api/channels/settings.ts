import type { Kysely, Selectable } from 'kysely';
import type { ChannelSettingsTable } from '../../db/tables/channel-settings.ts';
import type { ChannelsTable } from '../../db/tables/channels.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { invalidField, notFound } from '../http/problem.ts';
import type { ChannelSettings, ChannelSettingsChange } from './contract.ts';
import { joinedChannels } from './home.ts';

type Row = {
  [Name in keyof Omit<Selectable<ChannelSettingsTable>, 'userId' | 'channelId'>]:
    | Selectable<ChannelSettingsTable>[Name]
    | null;
};

/** What a user has of a channel, from their row or from none. */
export function toSettings(
  { kind, lastSeq }: Pick<Selectable<ChannelsTable>, 'kind' | 'lastSeq'>,
  row: Row,
): ChannelSettings {
  const isForAll = kind === 'direct' || kind === 'thread';
  return {
    notify: row.notify ?? (isForAll ? 'all' : 'mentions'),
    isMuted: row.isMuted ?? false,
    isFavourite: row.isFavourite ?? false,
    isHidden: row.hiddenSeq !== null && lastSeq <= row.hiddenSeq,
  };
}

/**
 * Changes what the user wants of a channel, for themselves alone.
 *
 * @throws Problem `not-found` where the user is not in the channel; `invalid-request` where one is to be
 *   hidden that is not direct
 */
export async function changeSettings(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
  { notify, isMuted, isFavourite, isHidden }: ChannelSettingsChange,
): Promise<ChannelSettings> {
  const { userId } = actor;
  return act(db, actor, {}, async (trx) => {
    const channel = await joinedChannels(trx, userId)
      .select(['c.kind', 'c.lastSeq'])
      .where('c.id', '=', channelId)
      .forShare('m')
      .executeTakeFirst();
    if (channel === undefined) throw notFound('channel');
    if (isHidden && channel.kind !== 'direct') {
      throw invalidField('isHidden', 'must be false for channels that are not direct: leave them');
    }
    const change = {
      ...(notify !== undefined && { notify }),
      ...(isMuted !== undefined && { isMuted }),
      ...(isFavourite !== undefined && { isFavourite }),
      ...(isHidden !== undefined && { hiddenSeq: isHidden ? channel.lastSeq : null }),
    };
    const before = await trx
      .selectFrom('channelSettings')
      .select(['notify', 'isMuted', 'isFavourite', 'hiddenSeq'])
      .where('userId', '=', userId)
      .where('channelId', '=', channelId)
      .executeTakeFirst();
    const after = { ...NONE, ...before, ...change };
    const settings = toSettings(channel, after);
    const was = toSettings(channel, before ?? NONE);
    if (JSON.stringify(settings) === JSON.stringify(was)) return settings;
    await trx
      .insertInto('channelSettings')
      .values({ userId, channelId, ...after })
      .onConflict((conflict) => conflict.columns(['userId', 'channelId']).doUpdateSet(change))
      .execute();
    await append(trx, [{ event: 'channel.settings', userId, data: { channelId, settings } }]);
    return settings;
  });
}

const NONE = { notify: null, isMuted: false, isFavourite: false, hiddenSeq: null };
