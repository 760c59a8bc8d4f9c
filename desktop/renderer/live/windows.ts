import type { User } from '../../../api/users/contract.ts';
import type { Keeper } from './keeper.ts';
import type { Held } from './way-in.ts';

export type Windows = ReturnType<typeof createWindows>;

/** Names the session whose user has chosen the password that was asked for. */
const CHOSEN = 'password-chosen';

/** What the windows of this browser tell each other of its one session. */
export function createWindows(keeper: Keeper) {
  const held = () => keeper.read('signed-in');
  return {
    /** Whether one of them is signed in. */
    isHeld: () => held() !== undefined,
    /** Whether the browser's session belongs to this user. */
    isOf({ id }: User): boolean {
      const now = held();
      return typeof now === 'object' && now !== null && 'userId' in now && now.userId === id;
    },
    note: ({ user, session }: Held) =>
      keeper.write('signed-in', { userId: user.id, sessionId: session.id }),
    notePasswordChosen: (sessionId: string | undefined) => keeper.write(CHOSEN, sessionId),
    isPasswordChosen: (sessionId: string | undefined) => keeper.read(CHOSEN) === sessionId,
  };
}
