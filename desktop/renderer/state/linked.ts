import type { Message } from '../../../api/messages/contract.ts';
import type { ChannelPlace } from '../../address.ts';
import type { State } from './state.ts';

/** A message as an address names it. */
export interface MessageLink {
  channelId: string;
  seq: number;
  /** The channel of the thread that it is in. */
  parentId?: string | null;
}

/** Where a message is: one of a thread is beside its channel. */
export function placeOfMessage({ channelId, seq, parentId }: MessageLink): ChannelPlace {
  if (parentId == null) return { kind: 'channel', channelId, seq };
  return { kind: 'channel', channelId: parentId, beside: { threadId: channelId, seq } };
}

/** The message that a place names; undefined where it names none. */
export function messageAt({ channelId, seq, beside }: ChannelPlace): MessageLink | undefined {
  if (typeof beside === 'object' && beside.seq !== undefined) {
    return { channelId: beside.threadId, seq: beside.seq, parentId: channelId };
  }
  return seq === undefined ? undefined : { channelId, seq };
}

/**
 * The message to which a link leads, for the user's own eyes: null if they are not in its channel or
 * it cannot be had, undefined while it is not known.
 */
export function linkedMessage(state: State, link: MessageLink): Message | null | undefined {
  if (!state.channels.has(link.parentId ?? link.channelId)) return null;
  const near = state.timelines.get(link.channelId)?.messages;
  return near?.[link.seq - (near[0]?.seq ?? 0)] ?? state.linked.get(keyOf(link));
}

/** The messages that were read for links; null for one that cannot be had. */
export function withLinked(
  state: State,
  links: readonly MessageLink[],
  messages: readonly Message[],
): State {
  const linked = new Map(state.linked);
  for (const link of links) {
    linked.set(keyOf(link), messages.find(({ seq }) => seq === link.seq) ?? null);
  }
  return { ...state, linked };
}

/** A message has been changed or deleted. */
export function withLinkedAfter(state: State, message: Message): State {
  const known = state.linked.get(keyOf(message));
  if (known == null || known.revision >= message.revision) return state;
  return { ...state, linked: new Map(state.linked).set(keyOf(message), message) };
}

export function keyOf({ channelId, seq }: MessageLink): string {
  return `${channelId}/${seq}`;
}
