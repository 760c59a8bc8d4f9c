import type { Display, Rectangle } from 'electron';
import { expect, test } from 'vitest';
import { openSettings } from '../../../desktop/main/settings/settings.ts';
import { windowBounds } from '../../../desktop/main/window/window-state.ts';

const SCREEN = { x: 0, y: 30, width: 1366, height: 738 };

function bounds(kept: Rectangle | undefined) {
  const settings = openSettings({
    read: () => Buffer.from(JSON.stringify({ window: kept && { ...kept, isMaximized: false } })),
    write: () => undefined,
    remove: () => undefined,
  });
  const display = { workArea: SCREEN } as Display;
  return windowBounds(settings, {
    getDisplayMatching: () => display,
    getPrimaryDisplay: () => display,
  });
}

test('a window is where it was', () => {
  const kept = { x: 100, y: 60, width: 900, height: 600 };
  expect(bounds(kept)).toEqual(kept);
});

test.each([
  ['at its first start', undefined, { width: 1200, height: 738 }],
  [
    'of a larger screen',
    { x: 0, y: 30, width: 2560, height: 1400 },
    { x: 0, y: 30, width: 1366, height: 738 },
  ],
  [
    'on a screen that is gone',
    { x: 3000, y: 60, width: 900, height: 600 },
    { width: 900, height: 600 },
  ],
  [
    'of which six pixels are in sight',
    { x: 1360, y: 60, width: 900, height: 600 },
    { width: 900, height: 600 },
  ],
  ['left of the screen', { x: -890, y: 60, width: 900, height: 600 }, { width: 900, height: 600 }],
  [
    'whose title bar is above the screen',
    { x: 100, y: -10, width: 900, height: 600 },
    { width: 900, height: 600 },
  ],
  [
    'whose title bar is below it',
    { x: 100, y: 760, width: 900, height: 600 },
    { width: 900, height: 600 },
  ],
])('a window %s is no larger than the screen, and can be reached', (_which, kept, shown) => {
  expect(bounds(kept)).toEqual(shown);
});
