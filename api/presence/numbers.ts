import type { Presence, PresentUser } from './contract.ts';

/**
 * Who is connected, a bit a user (see `Presence`).
 *
 * @param numbers those of the users, in their order
 */
export function toNumbers(
  users: readonly Pick<PresentUser, 'status'>[],
  numbers: readonly number[],
): NonNullable<Presence['numbers']> {
  const bitsOf = (status: PresentUser['status']) =>
    toBits(numbers.filter((_, index) => users[index]?.status === status));
  return { active: bitsOf('active'), away: bitsOf('away') };
}

function toBits(numbers: readonly number[]): string {
  const bytes = new Uint8Array(numbers.reduce((most, n) => Math.max(most, (n >> 3) + 1), 0));
  for (const n of numbers) bytes[n >> 3] = (bytes[n >> 3] ?? 0) | (1 << (n & 7));
  return btoa(String.fromCharCode(...bytes));
}

/** The status of each user who is connected, by number. */
export function fromNumbers({
  active,
  away,
}: NonNullable<Presence['numbers']>): Map<number, PresentUser['status']> {
  return new Map([
    ...numbersIn(active).map((n) => [n, 'active'] as const),
    ...numbersIn(away).map((n) => [n, 'away'] as const),
  ]);
}

function numbersIn(text: string): number[] {
  return [...atob(text)].flatMap((byte, index) =>
    BITS.filter((bit) => (byte.charCodeAt(0) >> bit) & 1).map((bit) => index * 8 + bit),
  );
}

const BITS = [0, 1, 2, 3, 4, 5, 6, 7];
