import type { FollowedThreads, ListedChannel } from '../../../api/channels/contract.ts';
import { compareCursors } from '../../../api/events/contract.ts';
import { dropTimeline } from './history.ts';
import type { State } from './state.ts';
import { followedAfter, isListed, isThread, threadAfter } from './threads.ts';

/** A list of channels, as the server answered it. */
export interface List {
  channels: readonly ListedChannel[];
  /** Undefined from older servers. */
  threads?: FollowedThreads | undefined;
  cursor?: string | undefined;
  /** The state's count when it was asked for. */
  hints: number;
}

/**
 * Takes a list of channels. A channel that is further on here than in the list, because of events or
 * of one's own reading, keeps its state here.
 *
 * The list is read once more (`hint`) if such a channel was kept, since its counts are then unknown,
 * or if a channel is missing from the list: the list may be older than the event that told of it.
 */
export function applyList(before: State, list: List): State {
  const { threads, cursor, hints } = list;
  const state = listCame(before);
  // A list that was asked for later has been taken already.
  if (hints < state.hintsListed) return state;
  const isBehind = compareCursors(cursor ?? '', state.cursor ?? '') < 0;
  const followed = followedAfter(before, threads);
  const channels = byId<ListedChannel>([...list.channels, ...(threads?.unread ?? [])]);
  for (const { channelId, change } of before.heardOfChannels) {
    const channel = channels.get(channelId);
    if (channel !== undefined) channels.set(channelId, { ...channel, ...change });
  }
  const doubtedReads = new Map<string, { seq: number; hints: number }>();
  // It does not know what came meanwhile in threads of which it tells for the first time.
  let isOvertaken = isBehind && [...followed].some((id) => !state.followed.has(id));
  let isForgetting = false;
  const goneIds: string[] = [];
  for (const known of state.channels.values()) {
    const channel = channels.get(known.id);
    if (channel === undefined && isThread(known)) {
      if (!channels.has(known.parentId ?? '')) {
        goneIds.push(known.id);
        continue;
      }
      const thread = threadAfter(known, threads && followed, isBehind);
      channels.set(known.id, thread);
      if (isBehind && thread.isFollowing && thread.unread > 0) isOvertaken = true;
    } else if (channel === undefined) {
      isForgetting = true;
      if (hints < (state.opened.get(known.id) ?? 0)) channels.set(known.id, known);
    } else if (isOvertakenBy(known, channel, state, hints)) {
      isOvertaken = true;
      channels.set(known.id, known);
      doubtedReads.set(known.id, { seq: channel.lastReadSeq, hints: state.hints + 1 });
    }
  }
  // Of a channel that was dropped here meanwhile, only its owner's reading is still known.
  for (const { id, lastReadSeq } of channels.values()) {
    const read = state.ownReads.get(id)?.seq ?? 0;
    if (!state.channels.has(id) && read > lastReadSeq) isOvertaken = true;
  }
  const opened = new Map([...state.opened].filter(([, from]) => hints < from));
  const after = {
    ...{ ...goneIds.reduce(dropTimeline, state), channels, followed, doubtedReads, opened },
    ...{ listedAt: cursor ?? state.listedAt, hintsListed: hints },
  };
  return isForgetting || isOvertaken ? hint(after) : after;
}

/**
 * True where the list is older than what is known here. A read position that is further back in two
 * lists was moved back elsewhere while no stream told of it.
 */
function isOvertakenBy(
  known: ListedChannel,
  listed: ListedChannel,
  state: State,
  hints: number,
): boolean {
  if (known.lastSeq > listed.lastSeq) return true;
  if (known.lastReadSeq <= listed.lastReadSeq) return false;
  const doubted = state.doubtedReads.get(known.id);
  const isBelieved = doubted?.seq === listed.lastReadSeq && hints >= doubted.hints;
  return !(isBelieved && isTold(state, known.id));
}

/** A list has come, or will not. */
export function listCame(state: State): State {
  const { listsOnTheirWay } = state;
  if (listsOnTheirWay === 0) return state;
  const isLast = listsOnTheirWay === 1;
  return {
    ...state,
    listsOnTheirWay: listsOnTheirWay - 1,
    heardOfChannels: isLast ? [] : state.heardOfChannels,
  };
}

/** The server knows all that the user has read of the channel on this page. */
export function isTold({ ownReads }: State, channelId: string): boolean {
  const own = ownReads.get(channelId);
  return own === undefined || own.seq === own.told;
}

/**
 * Asks for the list of channels to be read again: something has changed that only the list can tell.
 * A list that is on its way does not count, since it may have been read before the change.
 */
export function hint(state: State): State {
  return { ...state, hints: state.hints + 1 };
}

/**
 * After an event of a thread: asks for a new list where the newest one knew of it already, since older
 * events have overruled what it said of the thread, or where one is on its way, which may be older.
 */
export function doubtCounts(state: State): State {
  return isListed(state) || state.listsOnTheirWay > 0 ? hint(state) : state;
}

/** Changes a channel that is known, and those of lists that are on their way. */
export function changeChannel(
  state: State,
  channelId: string,
  change: Partial<ListedChannel>,
): State {
  const channel = state.channels.get(channelId);
  const changed = channel === undefined ? state : withChannel(state, { ...channel, ...change });
  if (state.listsOnTheirWay === 0) return changed;
  return { ...changed, heardOfChannels: [...state.heardOfChannels, { channelId, change }] };
}

export function withChannel(state: State, channel: ListedChannel): State {
  return { ...state, channels: new Map(state.channels).set(channel.id, channel) };
}

/** Forgets a channel with its threads and all that was shown of them, and asks for the list again. */
export function withoutChannel(state: State, id: string): State {
  const [channels, timelines, asked, memberships] = [
    new Map(state.channels),
    new Map(state.timelines),
    new Map(state.asked),
    new Map(state.memberships),
  ];
  const gone = [...channels.values()].filter((one) => one.parentId === id);
  for (const map of [channels, timelines, asked, memberships]) {
    map.delete(id);
    for (const thread of gone) map.delete(thread.id);
  }
  // Who comes back may have missed what was told meanwhile.
  const heardOfChannels = state.heardOfChannels.filter(({ channelId }) => channelId !== id);
  return hint({ ...state, channels, timelines, asked, memberships, heardOfChannels });
}

export function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
