import { z } from 'zod';

/** The events that the log keeps, and so those that carry a cursor. */
export const loggedEventTypes = [
  'message.created',
  'message.updated',
  'message.deleted',
  'channel.created',
  'channel.updated',
  'channel.deleted',
  'member.joined',
  'member.left',
] as const;
export type LoggedEventType = (typeof loggedEventTypes)[number];

export type ResetReason = 'unknown-cursor' | 'cursor-too-old' | 'log-restored';
export type ClosingReason = 'shutdown' | 'too-slow' | 'too-many-streams';

export const cursorSchema = z
  .string()
  .meta({ description: 'Opaque; resume a stream from it to miss nothing that came after' });
