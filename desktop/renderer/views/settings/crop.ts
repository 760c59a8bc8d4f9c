import type { Size } from '../../state/files.ts';
import { FIT, moved, type Room, type View, zoomed } from '../files/zoom.ts';

/**
 * Which square of a picture is taken: how it lies under one whose side is 1. At scale 1 its shorter side
 * fills it.
 */
export type Crop = View;

export const MIDDLE: Crop = FIT;
/** Nearer than this one sees the dots that a picture is made of: pixels of it, along the square. */
const LEAST_PIXELS = 64;
const MOST_SCALE = 8;

/** The nearest; 1 where there is nothing to be had by looking nearer. */
export function mostScale({ width, height }: Size): number {
  return Math.min(MOST_SCALE, Math.max(1, Math.min(width, height) / LEAST_PIXELS));
}

/**
 * At another scale, within what there is.
 *
 * @param at what stays where it is, from the middle of the square; its edges are at 0.5 of it
 */
export function scaled(
  crop: Crop,
  scale: number,
  picture: Size,
  at: { x: number; y: number } = { x: 0, y: 0 },
): Crop {
  const next = Math.min(mostScale(picture), Math.max(1, scale));
  return zoomed(crop, next / crop.scale, roomOf(picture), at);
}

/** The picture moved, in sides of the square, but never so far that an edge of it comes into the square. */
export function shifted(crop: Crop, byX: number, byY: number, picture: Size): Crop {
  return moved(crop, byX, byY, roomOf(picture));
}

/** The square in the picture, in pixels of it, all of it within. */
export function squareIn(
  { scale, x, y }: Crop,
  { width, height }: Size,
): { left: number; top: number; side: number } {
  const side = Math.min(width, height) / scale;
  const start = (length: number, by: number) =>
    Math.min(length - side, Math.max(0, (length - side) / 2 - by * side));
  return { left: start(width, x), top: start(height, y), side };
}

/** Where the picture is shown, in percent of the square that it lies under. */
export function placeOf(
  { scale, x, y }: Crop,
  picture: Size,
): { left: number; top: number; width: number; height: number } {
  const shown = roomOf(picture).picture;
  const [width, height] = [shown.width * scale, shown.height * scale];
  const start = (length: number, by: number) => ((1 - length) / 2 + by) * 100;
  return {
    left: start(width, x),
    top: start(height, y),
    width: width * 100,
    height: height * 100,
  };
}

function roomOf({ width, height }: Size): Room {
  const shorter = Math.min(width, height);
  return {
    stage: { width: 1, height: 1 },
    picture: { width: width / shorter, height: height / shorter },
  };
}

/** The slider goes from 0 to 1, and as much farther for each doubling. */
export function sliderOf(scale: number, picture: Size): number {
  const most = mostScale(picture);
  return most === 1 ? 0 : Math.log(scale) / Math.log(most);
}

export function scaleAt(slider: number, picture: Size): number {
  return mostScale(picture) ** slider;
}
