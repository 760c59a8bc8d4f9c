import { z } from 'zod';

export type ResetReason = 'unknown-cursor' | 'cursor-too-old' | 'log-restored';
export type ClosingReason = 'shutdown' | 'too-slow' | 'too-many-streams';

export const cursorSchema = z
  .string()
  .meta({ description: 'Opaque; resume a stream from it to miss nothing that came after' });
