import type { Message } from '../../../api/messages/contract.ts';
import type { Reaction, ReactionChange } from '../../../api/reactions/contract.ts';

/** A reaction of somebody's as an event tells of it. */
export interface ReactionHeard extends ReactionChange {
  isAdded: boolean;
}

/** What the user wants of their own reactions and the server has not said yet: by message, by emoji. */
export type Wishes = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

/** The message after the reaction; the same where it has that already. */
export function withReaction(message: Message, heard: ReactionHeard): Message {
  const { emoji, userId, revision, isAdded } = heard;
  if (message.id !== heard.messageId || revision <= message.revision) return message;
  return { ...message, revision, reactions: change(message.reactions, emoji, userId, isAdded) };
}

/**
 * The reactions of a message as its reader sees them, who does not wait for the server.
 *
 * @param wished what the reader wants of this message
 */
export function shownReactions(
  { reactions }: Message,
  wished: ReadonlyMap<string, boolean> | undefined,
  myId: string,
): readonly Reaction[] {
  let shown = reactions;
  for (const [emoji, isOn] of wished ?? []) shown = change(shown, emoji, myId, isOn);
  return shown;
}

/** Reactions keep the order in which each emoji came, and who came when. */
function change(
  reactions: Message['reactions'],
  emoji: string,
  userId: string,
  isAdded: boolean,
): Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  const others = known?.userIds.filter((id) => id !== userId) ?? [];
  if (isAdded) {
    if (known?.userIds.includes(userId)) return [...reactions];
    const added = { emoji, userIds: [...others, userId] };
    return known === undefined
      ? [...reactions, added]
      : reactions.map((one) => (one === known ? added : one));
  }
  return reactions.flatMap((one) => {
    if (one !== known) return [one];
    return others.length === 0 ? [] : [{ emoji, userIds: others }];
  });
}

export function withWish(
  wishes: Wishes,
  messageId: string,
  emoji: string,
  isOn: boolean | undefined,
): Wishes {
  const ofMessage = new Map(wishes.get(messageId));
  if (isOn === undefined) ofMessage.delete(emoji);
  else ofMessage.set(emoji, isOn);
  const all = new Map(wishes);
  if (ofMessage.size === 0) all.delete(messageId);
  else all.set(messageId, ofMessage);
  return all;
}
