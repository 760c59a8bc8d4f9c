import type { Keeper } from './keeper.ts';

type Kept = Pick<Keeper, 'read' | 'write'>;

const WANTED = 'look-back';

/**
 * The server no longer takes what signed the user in here: the events since then may say why, such as
 * `device-token.reused`. They came before the next sign-in, whose snapshot begins after them.
 */
export function wantLookBack(keeper: Kept): void {
  keeper.write(WANTED, true);
}

/**
 * Where a user who enters with a snapshot follows the events from: the snapshot's cursor, or that of
 * the time before where it is wanted. A snapshot may be newer than its cursor.
 */
export function cursorToFollow(keeper: Kept, userId: string, cursor: string): string {
  const name = `since.${userId}`;
  const before = keeper.read(name);
  const isWanted = keeper.read(WANTED) === true;
  keeper.write(WANTED, undefined);
  keeper.write(name, cursor);
  return isWanted && typeof before === 'string' ? before : cursor;
}
