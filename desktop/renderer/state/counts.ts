import type { ChannelSettings, ListedChannel } from '../../../api/channels/contract.ts';
import type { State } from './state.ts';

/** How many messages of a channel count, and how many of these call the user. */
export function countsOf(
  { called }: Pick<State, 'called'>,
  channel: ListedChannel,
): { messages: number; mentions: number } {
  const { id, unread, lastReadSeq } = channel;
  const byKeyword = called.get(id)?.filter((seq) => seq > lastReadSeq).length ?? 0;
  const mentions = Math.min(unread, channel.mentions + byKeyword);
  return { messages: settingsOf(channel).isMuted ? mentions : unread, mentions };
}

/** What the user wants of a channel; what older servers do not say is as it was for all. */
export function settingsOf({
  kind,
  settings,
}: Pick<ListedChannel, 'kind' | 'settings'>): ChannelSettings {
  if (settings !== undefined) return settings;
  const notify = kind === 'direct' ? 'all' : 'mentions';
  return { notify, isMuted: false, isFavourite: false, isHidden: false };
}
