import type { Message } from '../../../api/messages/contract.ts';
import { settleDeletions } from './deletions.ts';
import { withLinkedAfter } from './linked.ts';
import { dropPins } from './pins.ts';
import { settlePosts } from './posts.ts';
import { type ReactionHeard, withReaction } from './reactions.ts';
import type { Asked, State, Timeline } from './state.ts';
import { addPage, isNewer, type Page, withMessage } from './timeline.ts';

/** Notes that a page was asked for. Messages of events are kept until it comes, and put on top. */
export function askPage(state: State, channelId: string, ask: string): State {
  const { asks, heard } = state.asked.get(channelId) ?? { asks: [], heard: [] };
  return withAsked(state, channelId, { asks: [...asks, ask], heard });
}

/** It will not come. */
export function missPage(state: State, channelId: string, ask: string): State {
  const asked = state.asked.get(channelId);
  if (asked === undefined) return state;
  const asks = asked.asks.filter((one) => one !== ask);
  return withAsked(state, channelId, { ...asked, asks });
}

/** Drops the pages that are on their way: what they would be added to is left. */
export function dropPages(state: State, channelId: string): State {
  return state.asked.has(channelId) ? withAsked(state, channelId, { asks: [], heard: [] }) : state;
}

/**
 * The page has come. It may be older than events that have come since it was asked for. It is
 * dropped if nobody waits for it any more, because the channel was left or a new snapshot was
 * taken.
 */
export function takePage(state: State, channelId: string, ask: string, page: Page): State {
  const asked = state.asked.get(channelId);
  if (asked === undefined || !asked.asks.includes(ask)) return state;
  const added = addPage(state.timelines.get(channelId), page);
  const settled = settleDeletions(settlePosts(state, page.messages), page.messages);
  const after = missPage(settled, channelId, ask);
  if (added === undefined) return after;
  const timeline = asked.heard.reduce(withHeard, added);
  const lastSeq = state.channels.get(channelId)?.lastSeq ?? 0;
  const isShort = (timeline.messages.at(-1)?.seq ?? 0) < lastSeq;
  return withTimeline(
    after,
    channelId,
    isShort && !timeline.hasNewer ? { ...timeline, hasNewer: true } : timeline,
  );
}

/** Applies the message of an event wherever the message is shown. */
export function showMessage(state: State, message: Message): State {
  const { channelId } = message;
  const timeline = state.timelines.get(channelId);
  const asked = state.asked.get(channelId);
  const quoted = state.quotes.get(message.id);
  const shown =
    timeline === undefined ? state : withTimeline(state, channelId, withMessage(timeline, message));
  const noted =
    asked === undefined
      ? shown
      : withAsked(shown, channelId, { ...asked, heard: [...asked.heard, message] });
  const linked = withLinkedAfter(noted, message);
  return quoted === undefined || isNewer(quoted, message)
    ? linked
    : withQuote(linked, message.id, message);
}

/** Applies a reaction wherever the message is shown. */
export function showReaction(state: State, heard: ReactionHeard): State {
  const { channelId } = heard;
  const timeline = state.timelines.get(channelId);
  const asked = state.asked.get(channelId);
  const shown =
    timeline === undefined ? state : withTimeline(state, channelId, withHeard(timeline, heard));
  return asked === undefined
    ? shown
    : withAsked(shown, channelId, { ...asked, heard: [...asked.heard, heard] });
}

function withHeard(timeline: Timeline, heard: Message | ReactionHeard): Timeline {
  if (!('isAdded' in heard)) return withMessage(timeline, heard);
  const index = timeline.messages.findIndex(({ id }) => id === heard.messageId);
  const before = timeline.messages[index];
  const after = before && withReaction(before, heard);
  if (after === undefined || after === before) return timeline;
  return { ...timeline, messages: timeline.messages.with(index, after) };
}

/** The channel is no longer looked at: drops its messages, and any page that is on its way. */
export function leaveTimeline(state: State, channelId: string): State {
  return {
    ...dropPins(dropTimeline(state, channelId), channelId),
    quotes: new Map(),
    linked: new Map(),
  };
}

/** The same where what is beside it is still looked at. */
export function dropTimeline(state: State, channelId: string): State {
  const [timelines, asked] = [new Map(state.timelines), new Map(state.asked)];
  timelines.delete(channelId);
  asked.delete(channelId);
  return { ...state, timelines, asked };
}

export function follow(state: State, channelId: string, isFollowed: boolean): State {
  const timeline = state.timelines.get(channelId);
  if (timeline === undefined || timeline.isFollowed === isFollowed) return state;
  return withTimeline(state, channelId, { ...timeline, isFollowed });
}

export function withQuote(state: State, id: string, message: Message | undefined): State {
  return { ...state, quotes: new Map(state.quotes).set(id, message) };
}

function withTimeline(state: State, channelId: string, timeline: Timeline): State {
  if (state.timelines.get(channelId) === timeline) return state;
  return { ...state, timelines: new Map(state.timelines).set(channelId, timeline) };
}

function withAsked(state: State, channelId: string, asked: Asked): State {
  const all = new Map(state.asked);
  if (asked.asks.length > 0) all.set(channelId, asked);
  else all.delete(channelId);
  return { ...state, asked: all };
}
