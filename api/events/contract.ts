import { z } from 'zod';

export type ResetReason = 'unknown-cursor' | 'cursor-too-old' | 'log-restored';
export type ClosingReason = 'shutdown' | 'too-slow' | 'too-many-streams';

export const cursorSchema = z
  .string()
  .meta({ description: 'Opaque; resume a stream from it to miss nothing that came after' });

/** A cursor's parts, for the server and its own page; undefined if it is no cursor. */
export function partsOf(cursor: string): { epoch: string; position: number } | undefined {
  const match = /^([0-9a-z]{1,32})-(0|[1-9]\d{0,14})$/.exec(cursor);
  return match?.[1] === undefined ? undefined : { epoch: match[1], position: Number(match[2]) };
}

/** Below 0 if `a` comes before `b` in the log, 0 if they are the same, NaN if not of one log. */
export function compareCursors(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  return one === undefined || one.epoch !== other?.epoch
    ? Number.NaN
    : one.position - other.position;
}
