import type { Message } from '../../../api/messages/contract.ts';
import type { Timeline } from './state.ts';

/**
 * As many messages as a channel keeps on the page; far ones are read again when they are wanted. What
 * a frame costs while one scrolls grows with it.
 */
export const MOST_KEPT = 300;

/** Messages from the server, ascending, and on which side of what is there they belong. */
export interface Page {
  messages: readonly Message[];
  /** `around` begins anew, since it need not touch what is there. */
  side: 'older' | 'newer' | 'around';
  hasOlder?: boolean;
  hasNewer?: boolean;
}

/**
 * Adds the page and lets go of what is then too far away on the other side. A page that does not
 * touch what is there, because it was asked for before that changed, is not added.
 */
export function addPage(timeline: Timeline | undefined, page: Page): Timeline | undefined {
  const { side, hasOlder = true, hasNewer = false } = page;
  if (side === 'around') {
    return { messages: page.messages, hasOlder, hasNewer, isFollowed: !hasNewer };
  }
  if (timeline === undefined) return undefined;
  const isOlder = side === 'older';
  const ends = isOlder ? { hasOlder } : { hasNewer };
  if (page.messages.length === 0) return { ...timeline, ...ends };
  if (!touches(timeline, page)) return timeline;
  const messages = merge(timeline.messages, page.messages);
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

/** Puts a message in its place: one that is there is replaced, one that would leave a hole is not kept. */
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

/** Both ascending; where both have a message, the later version of it. */
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
