import type { FollowedThreads, ListedChannel, Thread } from '../../../api/channels/contract.ts';
import { compareCursors } from '../../../api/events/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { mentionsMember } from '../../../api/messages/mentions.ts';
import type { Place } from '../../address.ts';
import { countsOf } from './counts.ts';
import type { ThreadPane } from './pane.ts';
import type { State } from './state.ts';

/**
 * Threads stand among the channels, and in no list of them: those that are open, and those followed
 * ones that have been unread here. So all is read in a followed thread that is not there, and events
 * alone keep count.
 */
export const isThread = ({ kind }: Pick<ListedChannel, 'kind'>) => kind === 'thread';

/** The thread as the server has answered it. What events have told of it, also meanwhile, is newer. */
export function withThread(state: State, thread: Thread): State {
  const known = state.channels.get(thread.id) ?? newlyOpened(state, thread);
  const { lastSeq, lastReadSeq, unread, mentions, isFollowing } = known;
  const counted = { ...thread, lastSeq, lastReadSeq, unread, mentions, isFollowing };
  return { ...state, channels: new Map(state.channels).set(thread.id, counted) };
}

/** Whoever follows it by now and did not in the answer has read what was there. */
function newlyOpened({ followed }: State, thread: Thread): ListedChannel {
  const isBegun = followed.has(thread.id) && !thread.isFollowing;
  return isBegun ? { ...allRead(thread), isFollowing: true } : thread;
}

/** Whether only a list tells what is true: the answer may be older than what is known, or a list than it. */
export function isDoubtful(
  { channels, followed, listsOnTheirWay }: State,
  { id, isFollowing, unread }: Thread,
): boolean {
  if (channels.has(id)) return false;
  const isNews = isFollowing && (unread > 0 || !followed.has(id));
  return isNews || listsOnTheirWay > 0;
}

/** The thread is no longer looked at. One that the user follows is counted on. */
export function closeThread(state: State, id: string): State {
  if (state.channels.get(id)?.isFollowing) return state;
  const channels = new Map(state.channels);
  channels.delete(id);
  return { ...state, channels };
}

/** Whether the newest list of channels knows of the event that is being applied. */
export function isListed({ cursor, listedAt }: State): boolean {
  return compareCursors(cursor ?? '', listedAt ?? '') <= 0;
}

/**
 * A thread in which nothing was unread before this reply, which is of interest: the user follows it,
 * or is mentioned. What is not known of it comes with the root, which is told of next.
 */
export function awakened(state: State, reply: Message): ListedChannel | undefined {
  const { channelId: id, parentId, authorId, seq, createdAt, body } = reply;
  const isFollowing = state.followed.has(id);
  if (parentId === null || authorId === state.me.id || isListed(state)) return undefined;
  if (!isFollowing && !mentionsMember(body ?? '', state.me.username)) return undefined;
  return {
    ...{ id, kind: 'thread', name: null, topic: '', parentId, isGeneral: false, isFollowing },
    ...{ createdBy: authorId, createdAt, archivedAt: null },
    ...{ lastSeq: seq - 1, lastReadSeq: seq - 1, unread: 0, mentions: 0 },
  };
}

/** Notes of which message a thread is, where only a reply has told of it. */
export function withRoot(state: State, { id: rootMessageId, thread }: Message): State {
  const known = thread === null ? undefined : state.channels.get(thread.id);
  if (known === undefined || known.rootMessageId !== undefined) return state;
  const channels = new Map(state.channels).set(known.id, { ...known, rootMessageId });
  return { ...state, channels };
}

/** What the user follows by a list, and by what events have told since it was asked for. */
export function followedAfter(
  { followed, heardOfChannels }: State,
  listed: FollowedThreads | undefined,
): ReadonlySet<string> {
  if (listed === undefined) return followed;
  const after = new Set(listed.followedIds);
  for (const { channelId, change } of heardOfChannels) {
    if (change.isFollowing) after.add(channelId);
    else if (change.isFollowing === false) after.delete(channelId);
  }
  return after;
}

/**
 * A known thread of which a list does not bring the whole: if the user follows it, all is read there,
 * unless the list is behind.
 *
 * @param followed undefined where the list tells nothing of threads
 */
export function threadAfter(
  known: ListedChannel,
  followed: ReadonlySet<string> | undefined,
  isBehind: boolean,
): ListedChannel {
  if (followed === undefined) return known;
  const isFollowing = followed.has(known.id);
  if (isFollowing && known.unread > 0 && !isBehind) return allRead({ ...known, isFollowing });
  return isFollowing === known.isFollowing ? known : { ...known, isFollowing };
}

/** With everything read up to `seq`, after which there is nothing. */
export function allRead(thread: ListedChannel, seq = thread.lastSeq): ListedChannel {
  // What was read elsewhere may be told before the reply itself.
  const lastReadSeq = Math.max(seq, thread.lastReadSeq);
  return { ...thread, lastSeq: seq, lastReadSeq, unread: 0, mentions: 0 };
}

/** The followed threads in which something unread counts. */
export function unreadThreads(state: State): ListedChannel[] {
  return [...state.channels.values()].filter(
    (one) => isThread(one) && countsOf(state, one).messages > 0,
  );
}

/** The thread that is open in the pane; undefined while it is not known. */
export function threadOf(state: State, pane: ThreadPane): ListedChannel | undefined {
  if (pane.threadId !== undefined) return state.channels.get(pane.threadId);
  return [...state.channels.values()].find(({ rootMessageId }) => rootMessageId === pane.rootId);
}

/** Where a channel is: a thread is beside its channel. */
export function besideChannel(state: State | undefined, to: Place): Place {
  if (to.kind !== 'channel') return to;
  const parentId = state?.channels.get(to.channelId)?.parentId;
  if (parentId === undefined) return to;
  const { channelId: threadId, seq } = to;
  return { kind: 'channel', channelId: parentId, beside: { threadId, seq } };
}

/** It can be read and not written in, as its channel. */
export function isArchived(state: State, { archivedAt, parentId }: ListedChannel): boolean {
  const parent = parentId === undefined ? undefined : state.channels.get(parentId);
  return (parent?.archivedAt ?? archivedAt) !== null;
}
