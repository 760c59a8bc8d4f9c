import { Buffer } from 'node:buffer';
import type { Entry } from '../../api/events/follower.ts';
import { frame } from '../../api/events/frame.ts';

/** An event of the log as the window has it; a message in `channel` unless told otherwise. */
export function entry(position: number, other: Partial<Entry> = {}): Entry {
  const type = other.type ?? 'message.created';
  return {
    position,
    type,
    channelId: 'channel',
    userId: null,
    memberIds: null,
    isPublic: false,
    frame: Buffer.from(frame(type, `{"position":${position}}`, `epoch-${position}`)),
    ...other,
  };
}

/** The positions in the frames of the bytes. */
export function positionsIn(bytes: Uint8Array | undefined): number[] {
  const text = Buffer.from(bytes ?? []).toString();
  return [...text.matchAll(/"position":(\d+)/g)].map((match) => Number(match[1]));
}
