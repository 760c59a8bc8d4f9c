import { InvalidArgumentError } from 'commander';

/** Parses an option's value. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It is no number above 0.');
  return value;
}
