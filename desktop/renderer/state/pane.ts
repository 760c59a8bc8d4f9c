import type { ListedChannel } from '../../../api/channels/contract.ts';

/** What stands beside the conversation. */
export type Pane =
  | { name: 'people' }
  /** The open channel's: its members, or what it is about. With `isAdding`, one looks for whom to add. */
  | { name: 'channel'; tab: 'members' | 'about'; isAdding?: boolean }
  /** The open channel's pinned messages. */
  | { name: 'pins' }
  /** The thread of a message of the open channel. */
  | { name: 'thread'; channelId: string; rootId: string };

/** The pane as it is shown beside this channel: a direct one has no members and no details. */
export function shownPane(
  pane: Pane | undefined,
  channel: ListedChannel | undefined,
): Pane | undefined {
  if (pane?.name === 'thread') return pane.channelId === channel?.id ? pane : undefined;
  if (pane?.name === 'pins') return channel && pane;
  const hasDetails = channel !== undefined && channel.kind !== 'direct';
  return pane?.name === 'channel' && !hasDetails ? undefined : pane;
}
