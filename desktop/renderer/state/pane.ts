import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { ChannelPlace, Place } from '../../address.ts';
import type { MessageLink } from './linked.ts';

/** What stands beside the conversation. */
export type Pane =
  | { name: 'people' }
  /** The open channel's: its members, or what it is about. With `isAdding`, one looks for whom to add. */
  | { name: 'channel'; tab: 'members' | 'about'; isAdding?: boolean }
  /** The open channel's pinned messages. */
  | { name: 'pins' }
  /** The files of the open channel and of its threads. */
  | { name: 'files' }
  /** What is searched for, whatever channel is open. */
  | { name: 'search' }
  | ThreadPane;

/** A thread of the open channel. One whose root has been pressed may not have been made yet. */
export type ThreadPane = { name: 'thread'; channelId: string } & (
  | { rootId: string; threadId?: string | undefined }
  | { rootId?: undefined; threadId: string }
);

/** The pane as it is shown beside this channel: a direct one has no members and no details. */
export function shownPane(
  pane: Pane | undefined,
  channel: ListedChannel | undefined,
): Pane | undefined {
  if (pane?.name === 'thread') return pane.channelId === channel?.id ? pane : undefined;
  if (pane?.name === 'pins' || pane?.name === 'files') return channel && pane;
  const hasDetails = channel !== undefined && channel.kind !== 'direct';
  return pane?.name === 'channel' && !hasDetails ? undefined : pane;
}

/** What an address says of the pane, and of the message that is to be shown in its thread. */
export function besideOf(
  pane: Pane | undefined,
  aim: MessageLink | undefined,
): ChannelPlace['beside'] {
  if (pane?.name === 'channel') return pane.tab === 'about' ? 'details' : 'members';
  if (pane?.name !== 'thread') return pane?.name;
  const { threadId } = pane;
  if (threadId === undefined) return undefined;
  return { threadId, seq: aim?.channelId === threadId ? aim.seq : undefined };
}

/** The pane that an address asks for. One that shows this thread already stays as it is. */
export function paneOf(
  { channelId, beside }: ChannelPlace,
  shown: Pane | undefined,
): Pane | undefined {
  if (beside === 'search' && shown?.name === 'search') return shown;
  if (typeof beside === 'object') {
    const { threadId } = beside;
    const isShown = shown?.name === 'thread' && shown.threadId === threadId;
    return isShown && shown.channelId === channelId
      ? shown
      : { name: 'thread', channelId, threadId };
  }
  if (beside === 'members') return { name: 'channel', tab: 'members' };
  if (beside === 'details') return { name: 'channel', tab: 'about' };
  return beside && { name: beside };
}

/** In one channel, a thread is not known yet, as where it is being made: its address follows. */
export function isThreadToCome(
  pane: Pane | undefined,
  before: ChannelPlace | undefined,
  to: Place,
): boolean {
  if (pane?.name !== 'thread' || pane.threadId !== undefined || to.kind !== 'channel') return false;
  return pane.channelId === to.channelId && before?.channelId === to.channelId;
}

/** In one channel, a thread has come, has gone, or has taken the place of another. */
export function isOtherThread(before: ChannelPlace | undefined, to: Place): boolean {
  if (to.kind !== 'channel' || before?.channelId !== to.channelId) return false;
  return threadOf(before) !== threadOf(to);
}

function threadOf({ beside }: ChannelPlace): string | undefined {
  return typeof beside === 'object' ? beside.threadId : undefined;
}
