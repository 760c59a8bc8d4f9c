import type { State } from '../state/state.ts';
import { api, Refused } from './api.ts';

/** Gives the general channel its name in the user's language, or leaves it if that is refused. */
export async function nameGeneral(state: State | undefined, name: string): Promise<void> {
  const general = [...(state?.channels.values() ?? [])].find(({ isGeneral }) => isGeneral);
  if (general === undefined || general.name === name) return;
  try {
    await api.changeChannel(general.id, { name });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}
