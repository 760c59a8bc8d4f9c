import { hint, isTold, withChannel } from './channels.ts';
import type { OwnRead, State } from './state.ts';

/** The user has read up to `seq`: shown at once, and still to be told to the server. */
export function readUpTo(state: State, channelId: string, seq: number): State {
  const lastReadSeq = state.channels.get(channelId)?.lastReadSeq ?? seq;
  if (seq <= lastReadSeq) return state;
  const told = state.ownReads.get(channelId)?.told;
  const doubtedReads = new Map(state.doubtedReads);
  doubtedReads.delete(channelId);
  const read = withOwnRead({ ...state, doubtedReads }, channelId, { seq, told });
  return moveForward(read, channelId, seq);
}

/** The server knows of it. */
export function readTold(state: State, channelId: string, seq: number): State {
  const own = state.ownReads.get(channelId);
  if (own === undefined) return state;
  const isAll = seq === own.seq;
  const isDoubted = own.isDoubted === true && !isAll;
  const told = withOwnRead(state, channelId, { ...own, told: seq, isDoubted });
  return own.isDoubted && isAll ? hint(told) : told;
}

/**
 * The server says how far the user has read, here or elsewhere. It is further back where they have
 * marked messages as unread, unless it is older than what they have just read here.
 */
export function applyRead(state: State, channelId: string, seq: number): State {
  const channel = state.channels.get(channelId);
  if (channel === undefined) return hint(state);
  const own = state.ownReads.get(channelId);
  if (seq === own?.told && own.seq === channel.lastReadSeq) {
    if (own.seq === seq) return doubtLists(state);
    return doubtLists(withOwnRead(state, channelId, { ...own, isDoubted: true }));
  }
  if (seq > channel.lastReadSeq) return doubtLists(moveForward(state, channelId, seq));
  // The server may know of the newer position, and have moved it back since.
  if (!isTold(state, channelId)) {
    const isOwn = seq === own?.seq && seq === channel.lastReadSeq;
    return isOwn ? doubtLists(state) : hint(state);
  }
  return doubtLists(markUnread(state, channelId, seq + 1));
}

/**
 * The message `seq` and what follows it are unread again. They stay so while the channel is open,
 * until the user says that they are read, or leaves the channel and comes back.
 */
export function markUnread(state: State, channelId: string, seq: number): State {
  const channel = state.channels.get(channelId);
  if (channel === undefined || seq > channel.lastReadSeq) return state;
  const heldUnread = new Set(state.heldUnread).add(channelId);
  const { lastSeq } = channel;
  const unread = unreadIn(state, channelId, seq - 1, lastSeq) ?? Math.max(1, channel.unread);
  const moved = withChannel(state, { ...channel, lastReadSeq: seq - 1, unread });
  // The server knows the mentions, and the messages that are not loaded.
  return hint({ ...moved, heldUnread });
}

/** The channel was left, or its messages are read after all. */
export function letRead(state: State, channelId: string): State {
  if (!state.heldUnread.has(channelId)) return state;
  const heldUnread = new Set(state.heldUnread);
  heldUnread.delete(channelId);
  return { ...state, heldUnread };
}

/** Lists that are on their way may have been read before the position was moved. */
function doubtLists(state: State): State {
  return state.listsOnTheirWay > 0 ? hint(state) : state;
}

function withOwnRead(state: State, channelId: string, read: OwnRead): State {
  return { ...state, ownReads: new Map(state.ownReads).set(channelId, read) };
}

function moveForward(state: State, channelId: string, seq: number): State {
  const channel = state.channels.get(channelId);
  if (channel === undefined || seq <= channel.lastReadSeq) return state;
  const moved = letRead(withChannel(state, { ...channel, lastReadSeq: seq }), channelId);
  if (seq >= channel.lastSeq) {
    return withChannel(moved, { ...channel, lastReadSeq: seq, unread: 0, mentions: 0 });
  }
  if (channel.unread === 0) return moved;
  const read = unreadIn(state, channelId, channel.lastReadSeq, seq);
  if (read === undefined || channel.mentions > 0) return hint(moved);
  const unread = Math.max(0, channel.unread - read);
  return withChannel(moved, { ...channel, lastReadSeq: seq, unread });
}

/** How many messages of others there are after `from` up to `to`; undefined unless all are loaded. */
function unreadIn(state: State, channelId: string, from: number, to: number): number | undefined {
  const messages = state.timelines.get(channelId)?.messages ?? [];
  const between = messages.filter(({ seq }) => seq > from && seq <= to);
  if (between.length < to - from) return undefined;
  return between.filter(({ authorId, deletedAt }) => authorId !== state.me.id && deletedAt === null)
    .length;
}
