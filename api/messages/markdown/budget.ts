import type { Env } from 'markdown-it';

/** Thrown where a text has more marks and addresses than may be formatted. */
export class TooMuch extends Error {}

export const newBudget = (most: number): Env => ({ left: most });

/** @throws TooMuch where nothing is left of what `newBudget` gave */
export function spend(env: Env, count = 1): void {
  const left = Number(env['left']) - count;
  if (left < 0) throw new TooMuch('too many marks');
  env['left'] = left;
}
