import type { Message } from '../../../api/messages/contract.ts';
import type { Timeline } from './state.ts';

/** As many messages as a channel keeps on the page; far ones are read again when they are wanted. */
export const MOST_KEPT = 600;

export const emptyTimeline: Timeline = { messages: [], hasOlder: true, hasNewer: false };

/** Messages from the server, ascending, and on which side of what is there they belong. */
export interface Page {
  messages: readonly Message[];
  /** `around` begins anew, since it need not touch what is there. */
  side: 'older' | 'newer' | 'around';
  hasOlder?: boolean;
  hasNewer?: boolean;
}

/** Adds the page and lets go of what is then too far away on the other side. */
export function addPage(timeline: Timeline, page: Page): Timeline {
  const { hasOlder = timeline.hasOlder, hasNewer = timeline.hasNewer } = page;
  if (page.side === 'around') return { messages: page.messages, hasOlder, hasNewer };
  const messages = merge(timeline.messages, page.messages);
  if (messages.length <= MOST_KEPT) return { messages, hasOlder, hasNewer };
  return page.side === 'older'
    ? { messages: messages.slice(0, MOST_KEPT), hasOlder, hasNewer: true }
    : { messages: messages.slice(-MOST_KEPT), hasOlder: true, hasNewer };
}

/** Puts a message in its place: one that is there is replaced, one that would leave a hole is not kept. */
export function withMessage(timeline: Timeline, message: Message): Timeline {
  const { messages, hasNewer } = timeline;
  const first = messages[0];
  const last = messages.at(-1);
  if (first === undefined || last === undefined) {
    return hasNewer || timeline.hasOlder ? timeline : { ...timeline, messages: [message] };
  }
  if (message.seq > last.seq) {
    if (hasNewer) return timeline;
    if (message.seq > last.seq + 1) return { ...timeline, hasNewer: true };
    const all = [...messages, message];
    return all.length <= MOST_KEPT
      ? { ...timeline, messages: all }
      : { messages: all.slice(-MOST_KEPT), hasOlder: true, hasNewer };
  }
  if (message.seq < first.seq) return timeline;
  const index = message.seq - first.seq;
  const known = messages[index];
  if (known === undefined || isNewer(known, message)) return timeline;
  return { ...timeline, messages: messages.with(index, message) };
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
function isNewer(a: Message, b: Message): boolean {
  return versionOf(a) > versionOf(b);
}

function versionOf({ deletedAt, editedAt, createdAt }: Message): string {
  return deletedAt ?? editedAt ?? createdAt;
}
