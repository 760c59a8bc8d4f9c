import type { Message } from '../../../api/messages/contract.ts';
import type { Notice } from '../../bridge.ts';
import { settingsIn } from './counts.ts';
import type { LiveEvent } from './live-event.ts';
import { lineOf } from './plain-text.ts';
import { callOf } from './quiet.ts';
import { otherIdsOf, titleOf } from './select.ts';
import type { State } from './state.ts';

const MOST_CHARACTERS = 240;

/** The notification for an event, if it deserves one (see `callOf`). */
export function noticeOf(state: State, { event, data }: LiveEvent, now: Date): Notice | undefined {
  return event === 'message.created' ? noticeOfMessage(state, data, now) : undefined;
}

function noticeOfMessage(state: State, message: Message, now: Date): Notice | undefined {
  const { me, choices } = state;
  const channel = state.channels.get(message.channelId);
  const author = state.names.get(message.authorId);
  if (channel === undefined || author === undefined || message.body === null) return undefined;
  const isLive = state.connection.kind === 'live';
  const heard = { ...channel, settings: settingsIn(state, channel) };
  if (!callOf({ message, channel: heard, me, choices, isLive, now }).notifies) return undefined;
  const place = state.channels.get(message.parentId ?? '') ?? channel;
  const isOfTwo = otherIdsOf(state, place).length === 1;
  const sign = place.kind === 'direct' ? '' : '#';
  return {
    title: isOfTwo ? author : `${author} · ${sign}${titleOf(state, place)}`,
    body: lineOf(message, MOST_CHARACTERS),
    channelId: channel.id,
  };
}
