import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { mentionsConnected, mentionsMember } from '../../../api/messages/mentions.ts';
import type { User } from '../../../api/users/contract.ts';
import { addAlarm } from './alarms.ts';
import { hearInFiles } from './channel-files.ts';
import { changeChannel, doubtCounts, hint, withChannel, withoutChannel } from './channels.ts';
import { settleDeletions } from './deletions.ts';
import { showMessage, showReaction } from './history.ts';
import { noteKeywords } from './keywords.ts';
import { keyOf } from './linked.ts';
import type { LiveEvent } from './live-event.ts';
import { withMember } from './members.ts';
import { withUsers } from './names.ts';
import { takePins } from './pins.ts';
import { settlePosts } from './posts.ts';
import { presentAfter, presentAt } from './presence.ts';
import { type ReactionHeard, withWish } from './reactions.ts';
import { applyRead } from './reading.ts';
import { applyReceipt, mayChangeReceipts } from './receipts.ts';
import { withSaved } from './saved.ts';
import { hearInSearch } from './search.ts';
import { isStale, type State } from './state.ts';
import { allRead, awakened, isListed, withRoot } from './threads.ts';

/** The state after the event. Once more changes nothing that is shown. */
export function applyEvent(state: State, live: LiveEvent): State {
  switch (live.event) {
    case 'ready':
      return {
        ...state,
        serverVersion: live.data.version,
        ...presentAt(state.users, live.data.presence),
        online: live.data.presence.online,
      };
    case 'message.created':
      return applyCreated(state, live.data);
    case 'message.updated':
    case 'message.deleted':
      return applyChanged(state, live.data);
    // Whoever is in a new channel is told that they have joined it.
    case 'channel.created':
      return state;
    case 'channel.updated':
      return changeChannel(state, live.data.id, live.data);
    case 'channel.deleted':
      return withoutChannel(state, live.data.id);
    case 'member.joined':
      // A list that is on its way may not know the channel, or the new membership.
      return live.data.userId === state.me.id ? hint(state) : withMember(state, live.data, true);
    case 'member.left':
      return live.data.userId === state.me.id
        ? withoutChannel(state, live.data.channelId)
        : withMember(state, live.data, false);
    case 'user.created':
    case 'user.updated':
      return withUser(state, live.data);
    case 'presence.changed':
      return {
        ...state,
        ...presentAfter(state, live.data.changes),
        online: live.data.online,
      };
    case 'read.updated':
      return applyRead(state, live.data.channelId, live.data.seq);
    case 'device-token.reused':
      return addAlarm(state, { kind: live.event, ...live.data });
    case 'device-key.added':
      return addAlarm(state, { kind: live.event, ...live.data });
    case 'reaction.added':
    case 'reaction.removed':
      return applyReaction(state, { ...live.data, isAdded: live.event === 'reaction.added' });
    case 'channel.settings':
      return changeChannel(state, live.data.channelId, { settings: live.data.settings });
    case 'thread.followed':
    case 'thread.unfollowed':
      return applyFollow(state, live.data.threadId, live.event === 'thread.followed');
    case 'receipt.updated':
      return applyReceipt(state, live.data);
    case 'message.saved':
    case 'message.unsaved':
      return withSaved(state, live.data.messageId, live.event === 'message.saved');
    case 'typing':
    case 'reset':
    case 'ping':
    case 'session.ended':
    case 'stream.closing':
    case 'unknown':
      return state;
  }
}

function withUser(state: State, told: User): State {
  const known = state.users.get(told.id);
  // The same object, so that no row is drawn again for a change of something else.
  const isSame = JSON.stringify(known?.status) === JSON.stringify(told.status);
  const user = known !== undefined && isSame ? { ...told, status: known.status } : told;
  const users = new Map(state.users).set(user.id, user);
  const after = { ...withUsers(state, users), me: user.id === state.me.id ? user : state.me };
  return mayChangeReceipts(state, user) ? hint(after) : after;
}

/** What the user has wanted has come about. */
function applyReaction(state: State, heard: ReactionHeard): State {
  const shown = showReaction(state, heard);
  const { messageId, emoji, userId, isAdded } = heard;
  const wish = state.wishes.get(messageId)?.get(emoji);
  if (userId !== state.me.id || wish !== isAdded) return shown;
  return { ...shown, wishes: withWish(state.wishes, messageId, emoji, undefined) };
}

/** Whoever begins to follow a thread has read what is there. */
function applyFollow(state: State, threadId: string, isFollowing: boolean): State {
  const followed = new Set(state.followed);
  if (isFollowing) followed.add(threadId);
  else followed.delete(threadId);
  const thread = state.channels.get(threadId);
  const isBegun = isFollowing && thread?.isFollowing === false;
  const read = isBegun ? withChannel(state, allRead(thread)) : state;
  return doubtCounts(changeChannel({ ...read, followed }, threadId, { isFollowing }));
}

function applyCreated(before: State, message: Message): State {
  const isReply = message.parentId !== null;
  const state = hearInFiles(showMessage(settlePosts(before, [message]), message), message);
  const known = state.channels.get(message.channelId) ?? awakened(state, message);
  const isCounted = known !== undefined || state.followed.has(message.channelId);
  const shown = isReply && isCounted ? doubtCounts(state) : state;
  if (known === undefined) return isReply ? shown : hint(shown);
  // The list of channels has counted the message already.
  if (message.seq <= known.lastSeq) return shown;
  // It has not brought the thread, so that all is read there.
  if (isReply && known.isFollowing && isListed(shown)) {
    return withChannel(shown, allRead(known, message.seq));
  }
  // Another window may have read further, so that the message is read already.
  const isUnread = message.authorId !== state.me.id && message.seq > known.lastReadSeq;
  const body = message.body ?? '';
  const isMention = isUnread && mentionsMember(body, state.me.username);
  const counted = withChannel(noteKeywords(shown, message), {
    ...known,
    lastSeq: message.seq,
    lastMessageAt: message.createdAt,
    unread: known.unread + (isUnread ? 1 : 0),
    mentions: known.mentions + (isMention ? 1 : 0),
    ...(known.settings && { settings: { ...known.settings, isHidden: false } }),
  });
  // Whether the user was connected when a missed message called those who were, the list tells.
  const isUnsure = isMention && state.connection.kind !== 'live' && mentionsConnected(body);
  return isUnsure ? hint(counted) : counted;
}

function applyChanged(state: State, message: Message): State {
  const heard = hearInFiles(hearInSearch(state, message), message);
  const settled = settleDeletions(heard, [message]);
  const pinned = takePins(showMessage(settled, message), message.channelId, [message]);
  const shown = withRoot(pinned, message);
  const channel = state.channels.get(message.channelId);
  if (message.parentId !== null && !mayBeUnread(state, message.channelId)) return shown;
  const isOthers = message.authorId !== state.me.id;
  if (!isOthers || message.seq <= (channel?.lastReadSeq ?? 0)) return shown;
  const noted = noteKeywords(shown, message);
  // Only the server knows whether the message had been counted, and as a mention: read the list.
  return mayChangeCounts(state, channel, message) ? hint(noted) : noted;
}

/** Whether something in the thread counts as unread, or does by a list that is on its way. */
function mayBeUnread({ channels, followed, listsOnTheirWay }: State, threadId: string): boolean {
  const isComing = listsOnTheirWay > 0 && followed.has(threadId);
  return channels.get(threadId)?.isFollowing ?? isComing;
}

/** Whether the change of an unread message may be one of what is unread, or mentions the user. */
function mayChangeCounts(
  state: State,
  channel: ListedChannel | undefined,
  message: Message,
): boolean {
  // A list that is on its way may have counted what the message said before.
  if (channel === undefined || message.body === null || isStale(state)) return true;
  // It was pinned, or replied to in a thread, and says what it has always said.
  if (message.editedAt === null) return false;
  const { me, linked, timelines } = state;
  const isMention = mentionsMember(message.body, me.username);
  const near = timelines.get(message.channelId)?.messages.find(({ id }) => id === message.id);
  const before = near ?? linked.get(keyOf(message));
  // A page brought this revision before its event came: which text had been counted is not known.
  const isAhead = before != null && before.revision >= message.revision;
  if (before == null || isAhead) return isMention || channel.mentions > 0;
  return isMention !== mentionsMember(before.body ?? '', me.username);
}
