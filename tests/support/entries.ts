import type { Entry } from '../../api/events/batch.ts';
import type { LoggedEvent } from '../../api/events/logged-event.ts';
import { toEntry } from '../../api/events/tail.ts';

/** An event of the log as the window has it; a message in `channel` unless told otherwise. */
export function entry(
  position: number,
  { frame, ...other }: Partial<LoggedEvent & Pick<Entry, 'frame'>> = {},
): Entry {
  const made = toEntry('epoch', {
    position,
    type: 'message.created',
    channelId: 'channel',
    userId: null,
    memberIds: null,
    messageId: null,
    keepsText: null,
    isPublic: false,
    data: `{"position":${position}}`,
    ...other,
  });
  return frame === undefined ? made : { ...made, frame };
}

/** The positions in the frames of the bytes. */
export function positionsIn(bytes: Uint8Array | undefined): number[] {
  const text = Buffer.from(bytes ?? []).toString();
  return [...text.matchAll(/"position":(\d+)/g)].map((match) => Number(match[1]));
}
