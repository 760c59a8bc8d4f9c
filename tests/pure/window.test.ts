import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventWindow } from '../../api/events/window.ts';
import { entry } from '../support/entries.ts';

const ROOMY = { events: 100, bytes: 1_000_000, batchBytes: 100_000 };
const run = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => entry(from + index));
const positions = (window: EventWindow, after: number) =>
  window.after(after)?.entries.map(({ position }) => position);

test('an empty window stands at its start and has nothing after it', () => {
  const window = new EventWindow(7, ROOMY);
  expect(window.position).toBe(7);
  expect(window.after(7)).toBeUndefined();
});

test('what follows a position comes in order, up to the newest', () => {
  const window = new EventWindow(7, ROOMY);
  window.append(run(8, 3));
  expect(window.position).toBe(10);
  expect(positions(window, 7)).toEqual([8, 9, 10]);
  expect(positions(window, 9)).toEqual([10]);
  expect(window.after(10)).toBeUndefined();
});

test('below the window there is nothing to be had', () => {
  const window = new EventWindow(7, ROOMY);
  window.append(run(8, 1));
  expect(positions(window, 7)).toEqual([8]);
  expect(window.after(6)).toBeUndefined();
});

test('a hole and a repeat are refused', () => {
  const window = new EventWindow(7, ROOMY);
  expect(() => window.append(run(9, 1))).toThrow('does not follow');
  window.append(run(8, 1));
  expect(() => window.append(run(8, 1))).toThrow('does not follow');
  expect(window.position).toBe(8);
});

test('all who stand at one position share one batch, until more comes', () => {
  const window = new EventWindow(0, ROOMY);
  window.append(run(1, 2));
  const batch = window.after(0);
  expect(batch).toBeDefined();
  expect(window.after(0)).toBe(batch);
  window.append(run(3, 1));
  expect(positions(window, 0)).toEqual([1, 2, 3]);
});

test('a full batch is shared over appends, for as long as somebody asks for it', () => {
  const size = entry(1).frame.byteLength;
  const window = new EventWindow(0, { ...ROOMY, batchBytes: size * 2 });
  window.append(run(1, 3));
  const [full, last] = [window.after(0), window.after(2)];
  for (const next of [4, 5, 6]) {
    window.append(run(next, 1));
    expect(window.after(0)).toBe(full);
  }
  expect(positions(window, 2)).toEqual([3, 4]);
  expect(window.after(2)).not.toBe(last);
  window.append(run(7, 1));
  window.append(run(8, 1));
  expect(window.after(0)).not.toBe(full);
  expect(positions(window, 0)).toEqual([1, 2]);
});

test('a batch is bounded by bytes, but holds at least one event', () => {
  const size = entry(1).frame.byteLength;
  const window = new EventWindow(0, { ...ROOMY, batchBytes: size * 2 });
  window.append([...run(1, 3), entry(4, { frame: new Uint8Array(size * 5) })]);
  expect(positions(window, 0)).toEqual([1, 2]);
  expect(positions(window, 2)).toEqual([3]);
  expect(positions(window, 3)).toEqual([4]);
});

test('an event larger than the whole window still passes through the log', () => {
  const window = new EventWindow(0, { events: 10, bytes: 100, batchBytes: 50 });
  window.append([entry(1, { frame: new Uint8Array(500) })]);
  expect(window.position).toBe(1);
  window.append(run(2, 1));
  expect(window.position).toBe(2);
});

test.each([
  ['events', { events: 16, bytes: 1_000_000 }],
  ['bytes', { events: 1_000, bytes: 160 }],
])('one more than its %s lets go of an eighth, and no more', (_what, limits) => {
  const window = new EventWindow(0, { ...limits, batchBytes: 1_000 });
  const add = (from: number, count: number) =>
    window.append(
      Array.from({ length: count }, (_, index) =>
        entry(from + index, { frame: new Uint8Array(10) }),
      ),
    );
  add(1, 16);
  expect(positions(window, 0)).toHaveLength(16);
  add(17, 1);
  expect(window.after(2)).toBeUndefined();
  expect(positions(window, 3)).toHaveLength(14);
  // What went counts no more.
  add(18, 2);
  expect(positions(window, 3)).toHaveLength(16);
});

test('whatever comes, the window is dense, in order and within its bounds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 20, max: 400 }),
      fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }), { maxLength: 12 }),
      (start, events, bytes, appends) => {
        const window = new EventWindow(start, { events, bytes, batchBytes: 90 });
        let next = start + 1;
        for (const sizes of appends) {
          window.append(sizes.map((size) => entry(next++, { frame: new Uint8Array(size) })));
          expect(window.position).toBe(next - 1);
          expectSound(window, { start, events, bytes });
        }
      },
    ),
  );
});

/** From every position: either nothing is known of it, or all up to the newest is. */
function expectSound(
  window: EventWindow,
  { start, events, bytes }: { start: number; events: number; bytes: number },
): void {
  let kept = 0;
  let keptBytes = 0;
  for (let position = start; position < window.position; position += 1) {
    const batch = window.after(position);
    if (batch === undefined) {
      expect(kept).toBe(0);
      continue;
    }
    kept += 1;
    keptBytes += batch.entries[0]?.frame.byteLength ?? 0;
    expect(batch.entries.map((found) => found.position)).toEqual(
      batch.entries.map((_, index) => position + 1 + index),
    );
    expect(batch.to).toBe(position + batch.entries.length);
  }
  expect(kept).toBeLessThanOrEqual(events);
  expect(keptBytes).toBeLessThanOrEqual(bytes);
}
