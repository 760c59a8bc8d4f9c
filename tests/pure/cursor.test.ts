import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCursor, parseCursor, startingPoint } from '../../api/events/cursor.ts';

const EPOCH = '0123456789ab';

test('a cursor names the position that it was made of', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (position) => {
      expect(parseCursor(EPOCH, formatCursor(EPOCH, position))).toBe(position);
    }),
  );
});

test('a cursor of another epoch names no position', () => {
  expect(parseCursor(EPOCH, formatCursor('ba9876543210', 5))).toBeUndefined();
});

test('what is no cursor names no position', () => {
  expect(parseCursor(EPOCH, `${EPOCH}-5`)).toBe(5);
  const others = ['', '-', '5', EPOCH, `${EPOCH}-`, `${EPOCH}--5`, `${EPOCH}-05`, `${EPOCH}-5 `];
  const more = [`${EPOCH}-1e3`, `${EPOCH}-0x5`, `${EPOCH}-5.0`, `${EPOCH}-5\n`, ` ${EPOCH}-5`];
  const huge = `${EPOCH}-${'9'.repeat(16)}`;
  for (const text of [...others, ...more, huge]) {
    expect(parseCursor(EPOCH, text), JSON.stringify(text)).toBeUndefined();
  }
});

test('no text of any kind makes it throw or name what is not a position', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const position = parseCursor(EPOCH, `${EPOCH}-${text}`);
      if (position !== undefined) expect(String(position)).toBe(text);
    }),
  );
});

describe('where a stream starts', () => {
  const log = { epoch: EPOCH, position: 20, floor: 10 };
  const head = { position: 20, reset: undefined };

  test.each([
    ['without a cursor at the head', undefined, head],
    ['at the position that its cursor names', formatCursor(EPOCH, 15), { ...head, position: 15 }],
    ['at the head where its cursor is there', formatCursor(EPOCH, 20), head],
    ['at the oldest that is kept', formatCursor(EPOCH, 10), { ...head, position: 10 }],
    ['anew below that', formatCursor(EPOCH, 9), { ...head, reset: 'cursor-too-old' }],
    ['anew above the head', formatCursor(EPOCH, 21), { ...head, reset: 'unknown-cursor' }],
    ['anew with another epoch', formatCursor('other', 15), { ...head, reset: 'unknown-cursor' }],
    ['anew with what is no cursor', 'rubbish', { ...head, reset: 'unknown-cursor' }],
  ])('%s', (_where, cursor, expected) => {
    expect(startingPoint(log, cursor)).toEqual(expected);
  });
});
