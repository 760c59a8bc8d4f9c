import { signal } from '@preact/signals';
import { Refused } from './api.ts';

/** What the user wanted to do, and why the server refused it. */
export interface Refusal {
  what: 'react' | 'pin' | 'save' | 'follow' | 'unread' | 'delete' | 'settings';
  refused: Refused;
}

export type Refusals = ReturnType<typeof createRefusals>;

/** The newest refusal, until it is dismissed or something else is done. */
export function createRefusals() {
  const refusal = signal<Refusal | undefined>(undefined);
  const forgetRefusal = () => {
    refusal.value = undefined;
  };
  const tell = (what: Refusal['what'], refused: Refused) => {
    refusal.value = { what, refused };
  };
  return {
    refusal,
    forgetRefusal,
    tell,
    /** Does it. A refusal is told. */
    async attempt(what: Refusal['what'], call: () => Promise<unknown>): Promise<void> {
      forgetRefusal();
      try {
        await call();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        tell(what, error);
      }
    },
  };
}
