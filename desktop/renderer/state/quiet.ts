import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { type Choices, isWorking } from './choices.ts';
import { settingsOf } from './counts.ts';
import { callsUser } from './keywords.ts';

/** What a message asks of the user. */
export interface Call {
  /** It is told by a notification. */
  notifies: boolean;
  /** What it counts as in the title, the tray, the badge and the sidebar. */
  counts: 'nothing' | 'message' | 'mention';
}

/** A message, and all that decides what it asks. */
export interface Heard {
  message: Message;
  /** Of a thread with the settings of its channel. */
  channel: Pick<ListedChannel, 'kind' | 'lastReadSeq' | 'settings' | 'isFollowing'>;
  me: Pick<User, 'id' | 'username' | 'doNotDisturbUntil'>;
  choices: Pick<Choices, 'keywords' | 'hours'>;
  /** The message comes as it is posted: none that was missed while the connection was lost notifies. */
  isLive: boolean;
  now: Date;
}

/**
 * The one rule for what notifies, and what counts. Of a thread, whoever follows it is told of every
 * reply, and others of those that call them, unless its channel tells them less.
 */
export function callOf({ message, channel, me, choices, isLive, now }: Heard): Call {
  const { body, authorId, seq } = message;
  const isRead = seq <= channel.lastReadSeq;
  if (body === null || authorId === me.id || isRead) return { notifies: false, counts: 'nothing' };
  const { notify, isMuted } = settingsOf(channel);
  const isMention = callsUser(body, me, choices);
  const isWanted = isMention || !isMuted;
  const isThread = channel.kind === 'thread';
  const isFollowed = channel.isFollowing === true;
  const isTold = notify !== 'nothing' && (isMention || (isThread ? isFollowed : notify === 'all'));
  const isCounted = isWanted && (isFollowed || !isThread);
  const kind = isMention ? 'mention' : 'message';
  const isQuiet =
    isUndisturbed(me, now) || !(choices.hours === null || isWorking(choices.hours, now));
  return {
    notifies: isWanted && isTold && isLive && !isQuiet,
    counts: isCounted ? kind : 'nothing',
  };
}

export function isUndisturbed(
  { doNotDisturbUntil }: Pick<User, 'doNotDisturbUntil'>,
  now: Date,
): boolean {
  return doNotDisturbUntil !== null && Date.parse(doNotDisturbUntil) > now.getTime();
}
