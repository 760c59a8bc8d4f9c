import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MIDDLE,
  mostScale,
  placeOf,
  scaleAt,
  scaled,
  shifted,
  sliderOf,
  squareIn,
} from '../../../desktop/renderer/views/settings/crop.ts';

const wide = { width: 1800, height: 900 };
const tall = { width: 600, height: 2400 };

test('at first it is the middle, as much of it as fits', () => {
  expect(squareIn(MIDDLE, wide)).toEqual({ left: 450, top: 0, side: 900 });
  expect(squareIn(MIDDLE, tall)).toEqual({ left: 0, top: 900, side: 600 });
  expect(placeOf(MIDDLE, tall)).toEqual({ left: 0, top: -150, width: 100, height: 400 });
});

test('zoom keeps the middle where it is, and what is under the pointer', () => {
  const moved = shifted(MIDDLE, 0.25, 0, wide);
  const { left, top, side } = squareIn(scaled(moved, 2, wide), wide);
  expect([left + side / 2, top + side / 2, side]).toEqual([900 - 0.25 * 900, 450, 450]);
  const at = { x: 0.5, y: -0.5 };
  const corner = squareIn(scaled(MIDDLE, 3, wide, at), wide);
  expect([corner.left + corner.side, corner.top]).toEqual([1350, 0]);
});

test('it is moved as far as the picture goes, along both sides', () => {
  expect(squareIn(shifted(MIDDLE, 9, 9, wide), wide)).toEqual({ left: 0, top: 0, side: 900 });
  expect(squareIn(shifted(MIDDLE, -9, -9, wide), wide).left).toBe(900);
  const near = scaled(MIDDLE, 2, tall);
  expect(squareIn(shifted(near, -9, -9, tall), tall)).toEqual({ left: 300, top: 2100, side: 300 });
});

test('one zooms in until 64 pixels of the picture are left, and at most eight times', () => {
  expect(mostScale({ width: 4000, height: 3000 })).toBe(8);
  expect(mostScale({ width: 256, height: 128 })).toBe(2);
  const small = { width: 40, height: 30 };
  expect(squareIn(scaled(MIDDLE, 5, small), small)).toEqual({ left: 5, top: 0, side: 30 });
  expect(scaled(MIDDLE, 0.1, wide)).toEqual(MIDDLE);
});

test('the slider goes as far for each doubling, and nowhere where there is nothing nearer', () => {
  const picture = { width: 1024, height: 1024 };
  expect([1, 2, 4, 8].map((scale) => sliderOf(scale, picture) * 3)).toEqual(
    [0, 1, 2, 3].map((step) => expect.closeTo(step)),
  );
  expect(scaleAt(1 / 3, picture)).toBeCloseTo(2);
  const small = { width: 10, height: 10 };
  expect([sliderOf(1, small), scaleAt(0.7, small)]).toEqual([0, 1]);
});

const side = fc.integer({ min: 1, max: 20_000 });
const part = fc.double({ min: -2, max: 2, noNaN: true });
const steps = fc.array(
  fc.oneof(
    fc.record({ by: fc.double({ min: 0.05, max: 20, noNaN: true }), x: part, y: part }),
    fc.record({ x: part, y: part }),
  ),
  { maxLength: 12 },
);

test('whatever one does, no edge of the picture comes into the square', () => {
  fc.assert(
    fc.property(side, side, steps, (width, height, doings) => {
      const picture = { width, height };
      let crop = MIDDLE;
      for (const doing of doings) {
        const { x, y } = doing;
        if ('by' in doing) crop = scaled(crop, crop.scale * doing.by, picture, { x, y });
        else crop = shifted(crop, x, y, picture);
        const square = squareIn(crop, picture);
        expect(square.left).toBeGreaterThanOrEqual(0);
        expect(square.top).toBeGreaterThanOrEqual(0);
        expect(square.left + square.side).toBeLessThanOrEqual(width * (1 + 1e-12));
        expect(square.top + square.side).toBeLessThanOrEqual(height * (1 + 1e-12));
        // What is shown is what is taken.
        const shown = placeOf(crop, picture);
        const pixel = 100 / square.side;
        expect(shown.left).toBeCloseTo(-square.left * pixel, 6);
        expect(shown.top).toBeCloseTo(-square.top * pixel, 6);
        expect(shown.left + shown.width).toBeGreaterThanOrEqual(100 - 1e-6);
        expect(shown.top + shown.height).toBeGreaterThanOrEqual(100 - 1e-6);
        expect(shown.width / shown.height).toBeCloseTo(width / height, 6);
      }
    }),
  );
});
