import type { Message } from '../../../api/messages/contract.ts';
import type { Timeline } from './state.ts';

/**
 * The most messages of a channel that the page keeps; distant ones are read again when they are
 * wanted. The cost of a frame while scrolling grows with this number.
 */
export const MOST_KEPT = 300;

/**
 * Messages from the server, ascending, and the side of the loaded messages to which they belong.
 */
export interface Page {
  messages: readonly Message[];
  /** `around` replaces the loaded messages, since the page need not touch them. */
  side: 'older' | 'newer' | 'around';
  hasOlder?: boolean;
  hasNewer?: boolean;
}

/**
 * Adds the page and drops messages beyond MOST_KEPT on the other side. A page that does not touch
 * the loaded messages, because they have changed since it was asked for, is not added.
 */
export function addPage(timeline: Timeline | undefined, page: Page): Timeline | undefined {
  const { side, hasOlder = true, hasNewer = false } = page;
  if (side === 'around') {
    return { messages: page.messages, hasOlder, hasNewer, isFollowed: !hasNewer };
  }
  if (timeline === undefined) return undefined;
  const isOlder = side === 'older';
  if (page.messages.length > 0 && !touches(timeline, page)) return timeline;
  const messages = merge(timeline.messages, page.messages);
  // The first may have come before the page, which was asked for when nothing was there.
  const ends = isOlder ? { hasOlder: hasOlder && messages[0]?.seq !== 1 } : { hasNewer };
  const isTooLong = messages.length > MOST_KEPT;
  return {
    ...timeline,
    ...ends,
    ...(isTooLong && (isOlder ? { hasNewer: true } : { hasOlder: true })),
    messages: isOlder ? messages.slice(0, MOST_KEPT) : messages.slice(-MOST_KEPT),
  };
}

function touches({ messages }: Timeline, { side, messages: added }: Page): boolean {
  const [before, after] = side === 'older' ? [added, messages] : [messages, added];
  return (before.at(-1)?.seq ?? 0) + 1 >= (after[0]?.seq ?? Number.POSITIVE_INFINITY);
}

/**
 * Puts a message in its place. It replaces an older version of itself, and is not kept if it would
 * leave a hole.
 */
export function withMessage(timeline: Timeline, message: Message): Timeline {
  const { messages, hasNewer } = timeline;
  const first = messages[0];
  const last = messages.at(-1);
  if (first === undefined || last === undefined) {
    if (hasNewer || timeline.hasOlder) return timeline;
    return message.seq === 1
      ? { ...timeline, messages: [message] }
      : { ...timeline, hasNewer: true };
  }
  if (message.seq > last.seq) return withNewest(timeline, last, message);
  if (message.seq < first.seq) return timeline;
  const index = message.seq - first.seq;
  const known = messages[index];
  if (known === undefined || isNewer(known, message)) return timeline;
  return { ...timeline, messages: messages.with(index, message) };
}

function withNewest(timeline: Timeline, last: Message, message: Message): Timeline {
  const { messages, hasNewer, isFollowed } = timeline;
  if (hasNewer) return timeline;
  const isFull = messages.length >= MOST_KEPT;
  if (message.seq > last.seq + 1 || (isFull && !isFollowed)) return { ...timeline, hasNewer: true };
  const all = [...messages, message];
  return isFull
    ? { ...timeline, messages: all.slice(-MOST_KEPT), hasOlder: true }
    : { ...timeline, messages: all };
}

/** Merges two ascending lists; of a message that both have, it keeps the later version. */
function merge(a: readonly Message[], b: readonly Message[]): Message[] {
  const bySeq = new Map(a.map((message) => [message.seq, message]));
  for (const message of b) {
    const known = bySeq.get(message.seq);
    if (known === undefined || !isNewer(known, message)) bySeq.set(message.seq, message);
  }
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

/** True where `a` is a later version of the message than `b`. */
export function isNewer(a: Message, b: Message): boolean {
  return a.revision > b.revision;
}
