import { setImmediate as soon } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createInTurn } from '../../api/lib/in-turn.ts';

test('works of one key run one after the other, and those of another meanwhile', async () => {
  const inTurn = createInTurn();
  const seen: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const works = [
    inTurn('a', async () => {
      seen.push('a1');
      await gate;
      throw new Error('the first fails');
    }),
    inTurn('a', async () => seen.push('a2')),
    inTurn('b', async () => seen.push('b1')),
  ];
  await soon();
  expect(seen).toEqual(['a1', 'b1']);
  open();
  const outcomes = await Promise.allSettled(works);
  expect(seen).toEqual(['a1', 'b1', 'a2']);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
