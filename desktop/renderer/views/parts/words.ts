import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';

/** The messages in the user's language, for parts that are too small to be given them. */
export const Words = createContext<Preferences['t'] | undefined>(undefined);

export function useWords(): Preferences['t'] {
  const t = useContext(Words);
  if (t === undefined) throw new Error('a part that speaks stands in <Words.Provider>');
  return t;
}
