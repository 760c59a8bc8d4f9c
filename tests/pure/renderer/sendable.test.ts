import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newMessageSchema } from '../../../api/messages/contract.ts';
import { lengthOf, sendable } from '../../../desktop/renderer/state/sendable.ts';

const isTaken = (body: string) => newMessageSchema.safeParse({ body }).success;

test('every character below U+00A0 is taken by the server, kept if it can be seen, and the rest is meant', () => {
  const kept = (character: string) => sendable(`a${character}b`);
  for (let code = 0; code < 0xa0; code += 1) {
    const character = String.fromCodePoint(code);
    expect(isTaken(kept(character)), `U+${code.toString(16)}`).toBe(true);
    if (isTaken(`a${character}b`)) expect(kept(character)).toBe(`a${character}b`);
    else expect(['ab', 'a\nb']).toContain(kept(character));
  }
  for (const line of ['\r\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']) {
    expect(kept(line)).toBe('a\nb');
  }
  for (const nothing of ['\0', '\b', '\u001b', '\u007f', '\u0092']) {
    expect(kept(nothing)).toBe('ab');
  }
  expect(sendable(' \u0007\f\u001b ')).toBe('');
});

test('whatever is typed can be sent, as the server keeps it, unless it is empty or too long', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 200 });
  const raw = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 });
  const units = raw.map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(fc.oneof(texts, units), (typed) => {
      const body = sendable(typed);
      const parsed = newMessageSchema.safeParse({ body });
      expect(parsed.success).toBe(body !== '');
      if (parsed.success) expect(parsed.data.body).toBe(body);
      expect(sendable(body)).toBe(body);
    }),
  );
});

test('a text is as long as the server says, and what is too much is told', () => {
  expect(lengthOf('a'.repeat(7_499))).toBeUndefined();
  expect(lengthOf('😀'.repeat(4_000))).toBeUndefined();
  expect(lengthOf(`  ${'a'.repeat(7_500)}\u001b\n`)).toMatchObject({ count: 7_500, over: 0 });
  for (const character of ['a', '😀', 'é', 'a\nbc']) {
    const length = [...character].length;
    const full = character.repeat(8_000 / length);
    expect(lengthOf(full)).toMatchObject({ count: 8_000, over: 0 });
    expect(isTaken(sendable(full))).toBe(true);
    const over = full + 'b'.repeat(312);
    expect(lengthOf(over)).toMatchObject({ count: 8_312, over: 312 });
    expect(isTaken(sendable(over))).toBe(false);
  }
});
