import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { State } from '../state/state.ts';
import type { Arrived } from './event-reader.ts';

export interface Progress {
  /** A stream has been opened: it first brings the messages that `state` does not have yet. */
  begin(state: State): void;
  /** Sets how far each channel goes on the server; only the first call after `begin` counts. */
  aim(channels: readonly ListedChannel[]): void;
  hear(events: readonly Arrived[]): void;
  /** How many messages are still to come; undefined while that is not known. */
  left(): number | undefined;
}

/** Counts the missed messages that are still to come. */
export function createProgress(): Progress {
  let me: string | undefined;
  let reached = new Map<string, number>();
  /** Channels of which the numbers say nothing, with their threads. */
  const uncounted = new Set<string>();
  let target: readonly ListedChannel[] | undefined;
  let isThrough = false;

  function advance({ channelId, seq }: { channelId: string; seq: number }): void {
    reached.set(channelId, Math.max(seq, reached.get(channelId) ?? 0));
  }

  /** Of a thread that is unread and was not known, the unread messages are still to come. */
  function reachedIn({ id, kind, parentId, lastSeq, lastReadSeq }: ListedChannel): number {
    if (uncounted.has(parentId ?? id)) return lastSeq;
    return reached.get(id) ?? (kind === 'thread' ? lastReadSeq : lastSeq);
  }

  return {
    begin(state) {
      me = state.me.id;
      reached = new Map([...state.channels].map(([id, channel]) => [id, channel.lastSeq]));
      uncounted.clear();
      target = undefined;
      isThrough = false;
    },
    aim(channels) {
      target ??= channels;
    },
    hear(events) {
      for (const { event } of events) {
        switch (event.event) {
          case 'message.created':
            advance(event.data);
            break;
          case 'channel.deleted':
            uncounted.add(event.data.id);
            break;
          // The numbers do not say which messages come of a channel that this user has joined or left
          // meanwhile, so it is not counted.
          case 'member.joined':
          case 'member.left':
            if (event.data.userId === me) uncounted.add(event.data.channelId);
            break;
          // Presence and read positions come only once no older event is left to send. A ping comes
          // after a silence, which means the same unless the server is slow to read its log.
          case 'ping':
          case 'presence.changed':
          case 'read.updated':
            isThrough = true;
            break;
          default:
        }
      }
    },
    left() {
      if (isThrough) return 0;
      return target?.reduce(
        (sum, channel) => sum + Math.max(0, channel.lastSeq - reachedIn(channel)),
        0,
      );
    },
  };
}
