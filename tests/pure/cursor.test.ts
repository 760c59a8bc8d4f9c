import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCursor, parseCursor } from '../../api/events/cursor.ts';

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
