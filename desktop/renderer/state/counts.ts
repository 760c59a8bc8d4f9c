import type { ChannelSettings, ListedChannel } from '../../../api/channels/contract.ts';
import type { State } from './state.ts';

/**
 * How many messages of a channel or thread count, and how many of these call the user. A thread that
 * they do not follow counts nothing.
 */
export function countsOf(
  state: Pick<State, 'called' | 'channels'>,
  channel: ListedChannel,
): { messages: number; mentions: number } {
  const { id, unread, lastReadSeq } = channel;
  if (channel.kind === 'thread' && !channel.isFollowing) return { messages: 0, mentions: 0 };
  const byKeyword = state.called.get(id)?.filter((seq) => seq > lastReadSeq).length ?? 0;
  const mentions = Math.min(unread, channel.mentions + byKeyword);
  return { messages: settingsIn(state, channel).isMuted ? mentions : unread, mentions };
}

/** What the user wants of a channel; of a thread, what they want of its channel. */
export function settingsIn(
  { channels }: Pick<State, 'channels'>,
  channel: ListedChannel,
): ChannelSettings {
  const { parentId } = channel;
  return settingsOf((parentId !== undefined && channels.get(parentId)) || channel);
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
