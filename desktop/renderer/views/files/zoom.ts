import type { Size } from '../../state/files.ts';

/** How a picture is looked at. */
export interface View {
  /** 1 where all of it is seen. */
  scale: number;
  /** How far its middle is from that of the room, in pixels. */
  x: number;
  y: number;
}

export interface Room {
  stage: Size;
  /** As it is at scale 1. */
  picture: Size;
}

export const FIT: View = { scale: 1, x: 0, y: 0 };
const MOST = 8;

/**
 * Nearer by the factor, or further where it is less than 1.
 *
 * @param at what stays where it is, in pixels from the middle of the room
 */
export function zoomed(
  { scale, x, y }: View,
  factor: number,
  room: Room,
  at: { x: number; y: number } = { x: 0, y: 0 },
): View {
  const next = between(1, scale * factor, MOST);
  const by = next / scale;
  return within({ scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by }, room);
}

export function moved({ scale, x, y }: View, byX: number, byY: number, room: Room): View {
  return within({ scale, x: x + byX, y: y + byY }, room);
}

/** No further than that its edge is at the edge of the room; in the middle where there is room for all. */
function within({ scale, x, y }: View, { stage, picture }: Room): View {
  const across = Math.max(0, (picture.width * scale - stage.width) / 2);
  const down = Math.max(0, (picture.height * scale - stage.height) / 2);
  return { scale, x: between(-across, x, across), y: between(-down, y, down) };
}

/** Never -0, which is no other place. */
function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value)) + 0;
}
