import type { ServerCheck, ShownState } from '../../bridge.ts';
import type { Note } from './log.ts';

/** Notes when the page's connection changes, and when another server is chosen. */
export function noteConnection(
  setServer: (typed: string) => Promise<ServerCheck>,
  note: Note,
): { showState(state: ShownState): void; setServer(typed: string): Promise<ServerCheck> } {
  let last: ShownState['connection'] | undefined;
  return {
    showState({ connection }) {
      if (connection !== last) note(`connection: ${connection}`);
      last = connection;
    },
    async setServer(typed) {
      const check = await setServer(typed);
      if (check.ok) note(`server: ${check.url}`);
      else note(`server: not changed, ${check.reason}`, 'error');
      return check;
    },
  };
}
