import type { LiveEvent } from './live-event.ts';

/** Who writes, and in milliseconds until when that holds without another sign, by channel and user. */
export type Writers = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** How long a sign holds. */
export const SIGN_MS = 6_000;

/** Who writes after the event: a message of theirs ends it. */
export function writersAfter(writers: Writers, { event, data }: LiveEvent, now: number): Writers {
  if (event === 'typing') {
    const inChannel = new Map(writers.get(data.channelId)).set(data.userId, now + SIGN_MS);
    return new Map(writers).set(data.channelId, inChannel);
  }
  if (event !== 'message.created') return writers;
  return without(writers, (channelId, userId) => {
    return channelId === data.channelId && userId === data.authorId;
  });
}

/** Without those of whom nothing has been heard for too long. */
export function writersAt(writers: Writers, now: number): Writers {
  return without(writers, (_, __, until) => until <= now);
}

/** The same map where nobody has to go. */
function without(
  writers: Writers,
  isGone: (channelId: string, userId: string, until: number) => boolean,
): Writers {
  let hasChanged = false;
  const left = new Map<string, ReadonlyMap<string, number>>();
  for (const [channelId, inChannel] of writers) {
    const stay = [...inChannel].filter(([userId, until]) => !isGone(channelId, userId, until));
    if (stay.length < inChannel.size) hasChanged = true;
    if (stay.length > 0) left.set(channelId, new Map(stay));
  }
  return hasChanged ? left : writers;
}
