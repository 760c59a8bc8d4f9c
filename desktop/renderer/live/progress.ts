import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { State } from '../state/state.ts';
import type { Arrived } from './event-reader.ts';

export interface Progress {
  /** A stream has been opened: what lies between `state` and the server's now is to come first. */
  begin(state: State): void;
  /** How far the log goes at this moment. */
  aim(channels: readonly ListedChannel[]): void;
  hear(events: readonly Arrived[]): void;
  /** How many messages are still to come; undefined while that is not known. */
  left(): number | undefined;
}

/** How much of what was missed has come. */
export function createProgress(): Progress {
  let reached = new Map<string, number>();
  let target: readonly ListedChannel[] | undefined;
  let isThrough = false;

  function advance({ channelId, seq }: { channelId: string; seq: number }): void {
    reached.set(channelId, Math.max(seq, reached.get(channelId) ?? 0));
  }

  return {
    begin(state) {
      reached = new Map([...state.channels].map(([id, channel]) => [id, channel.lastSeq]));
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
            reached.delete(event.data.id);
            break;
          // Joined or left meanwhile: which of its messages come does not follow from their numbers.
          case 'member.joined':
          case 'member.left':
            reached.delete(event.data.channelId);
            break;
          // The server says these when it has nothing left to tell from before.
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
        (sum, { id, lastSeq }) => sum + Math.max(0, lastSeq - (reached.get(id) ?? lastSeq)),
        0,
      );
    },
  };
}
