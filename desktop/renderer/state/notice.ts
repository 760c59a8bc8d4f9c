import type { Message } from '../../../api/messages/contract.ts';
import { mentionsMember } from '../../../api/messages/mentions.ts';
import type { Notice } from '../../bridge.ts';
import type { LiveEvent } from './live-event.ts';
import { plainText } from './plain-text.ts';
import { titleOf } from './select.ts';
import type { State } from './state.ts';

const MOST_CHARACTERS = 240;

/**
 * The notification for an event, if it deserves one: a message of somebody else that is direct or
 * mentions the user. A message that is read already, or was missed while the connection was lost,
 * gets none; the counts in the list show it.
 */
export function noticeOf(state: State, { event, data }: LiveEvent): Notice | undefined {
  if (event !== 'message.created' || state.connection.kind !== 'live') return undefined;
  return noticeOfMessage(state, data);
}

function noticeOfMessage(state: State, message: Message): Notice | undefined {
  const { me } = state;
  const channel = state.channels.get(message.channelId);
  const author = state.names.get(message.authorId);
  if (channel === undefined || author === undefined || message.authorId === me.id) return undefined;
  if (message.body === null || message.seq <= channel.lastReadSeq) return undefined;
  const isDirect = channel.kind === 'direct';
  if (!isDirect && !mentionsMember(message.body, me.username)) return undefined;
  return {
    title: isDirect ? author : `${author} · #${titleOf(state, channel)}`,
    body: plainText(message.body, MOST_CHARACTERS),
    channelId: channel.id,
  };
}
