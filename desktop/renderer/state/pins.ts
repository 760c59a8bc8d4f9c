import type { Message } from '../../../api/messages/contract.ts';
import type { State } from './state.ts';
import { isNewer } from './timeline.ts';

export function askPins(state: State, channelId: string): State {
  return withPins(state, channelId, state.pins.get(channelId) ?? new Map());
}

/** They are to be asked for again. */
export function dropPins(state: State, channelId: string): State {
  const pins = new Map(state.pins);
  return pins.delete(channelId) ? { ...state, pins } : state;
}

/** The list has come, or messages have changed. */
export function takePins(state: State, channelId: string, messages: readonly Message[]): State {
  const known = state.pins.get(channelId);
  if (known === undefined) return state;
  const after = new Map(known);
  for (const message of messages) {
    const before = after.get(message.id);
    if (before === undefined || !isNewer(before, message)) after.set(message.id, message);
  }
  return withPins(state, channelId, after);
}

/** The pinned messages of a channel, the newest pin first, as far as they are known. */
export function pinsOf({ pins }: State, channelId: string): Message[] {
  const timeOf = ({ pinnedAt }: Message) => Date.parse(pinnedAt ?? '');
  return [...(pins.get(channelId)?.values() ?? [])]
    .filter(({ pinnedAt, body }) => pinnedAt !== null && body !== null)
    .sort((a, b) => timeOf(b) - timeOf(a) || b.seq - a.seq);
}

function withPins(state: State, channelId: string, pins: ReadonlyMap<string, Message>): State {
  return { ...state, pins: new Map(state.pins).set(channelId, pins) };
}
