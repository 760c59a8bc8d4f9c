import { type Message, mentionedNames } from '../../../api/messages/contract.ts';
import type { Notice } from '../../bridge.ts';
import type { LiveEvent } from './live-event.ts';
import { plainText } from './plain-text.ts';
import { titleOf } from './select.ts';
import type { State } from './state.ts';

const MOST_CHARACTERS = 240;

/**
 * What an event calls for the user with: a message of somebody else that is to them alone, or mentions
 * them. What is read already, or was missed while the connection was lost, calls for nobody; the
 * counts in the list tell of it.
 */
export function noticeOf(state: State, { event, data }: LiveEvent): Notice | undefined {
  if (event !== 'message.created' || state.connection.kind !== 'live') return undefined;
  return noticeOfMessage(state, data);
}

function noticeOfMessage(state: State, message: Message): Notice | undefined {
  const { me } = state;
  const channel = state.channels.get(message.channelId);
  const author = state.users.get(message.authorId)?.displayName;
  if (channel === undefined || author === undefined || message.authorId === me.id) return undefined;
  if (message.body === null || message.seq <= channel.lastReadSeq) return undefined;
  const isDirect = channel.kind === 'direct';
  if (!isDirect && !mentionedNames(message.body).includes(me.username)) return undefined;
  return {
    title: isDirect ? author : `${author} · #${titleOf(state, channel)}`,
    body: plainText(message.body, MOST_CHARACTERS),
    channelId: channel.id,
  };
}
