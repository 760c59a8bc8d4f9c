import type { Message } from '../../../api/messages/contract.ts';

/**
 * The first message after `seq` that somebody else wrote. Undefined where there is none among the
 * messages, or where those that follow `seq` at once are not among them.
 */
export function firstUnreadAfter(
  messages: readonly Message[],
  seq: number,
  myId: string,
): Message | undefined {
  const index = messages.findIndex((message) => message.seq > seq);
  if (messages[index]?.seq !== seq + 1) return undefined;
  return messages.slice(index).find((message) => isUnread(message, myId));
}

/**
 * How far the user has read once they have seen the messages from `first` to `last`: only what has
 * been on the screen is read, so where one of somebody else is before `first`, nothing changes.
 */
export function readAfterSeeing(
  messages: readonly Message[],
  { lastReadSeq, myId }: { lastReadSeq: number; myId: string },
  { first, last }: { first: number; last: number },
): number {
  const skipped = messages.filter(({ seq }) => seq > lastReadSeq && seq < first);
  const areAllLoaded = skipped.length === Math.max(0, first - lastReadSeq - 1);
  if (!areAllLoaded || skipped.some((message) => isUnread(message, myId))) return lastReadSeq;
  return Math.max(lastReadSeq, last);
}

/** Whether a message that comes after the read position is unread: others', unless deleted. */
export function isUnread({ authorId, deletedAt }: Message, myId: string): boolean {
  return authorId !== myId && deletedAt === null;
}
