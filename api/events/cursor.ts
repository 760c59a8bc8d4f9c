import { partsOf, type ResetReason } from './contract.ts';

/** A place in the event log: `<epoch>-<position>`, opaque to clients. */
export function formatCursor(epoch: string, position: number): string {
  return `${epoch}-${position}`;
}

/** The position that `cursor` names in the log of `epoch`; undefined where it names none. */
export function parseCursor(epoch: string, cursor: string): number | undefined {
  const parts = partsOf(cursor);
  return parts?.epoch === epoch ? parts.position : undefined;
}

/** The log as a node knows it: after `floor`, the newest position no longer kept, to `position`. */
export interface LogSpan {
  epoch: string;
  position: number;
  floor: number;
}

/** Where a stream starts, and, if it cannot start at its cursor, why not. */
export interface StartingPoint {
  position: number;
  reset?: ResetReason;
}

export function startingPoint(
  { epoch, position: head, floor }: LogSpan,
  cursor: string | undefined,
): StartingPoint {
  if (cursor === undefined) return { position: head };
  const position = parseCursor(epoch, cursor);
  if (position === undefined || position > head) return { position: head, reset: 'unknown-cursor' };
  if (position < floor) return { position: head, reset: 'cursor-too-old' };
  return { position };
}
