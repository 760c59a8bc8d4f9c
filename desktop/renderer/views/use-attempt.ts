import { useRef, useState } from 'preact/hooks';
import { Refused } from '../live/api.ts';
import type { Preferences } from '../preferences.ts';
import { faultText, fieldFault, type Meanings } from './faults.ts';

/** Something that the server may refuse, and what came of the last time. */
export interface Attempt {
  isBusy: boolean;
  refused: Refused | undefined;
  /** What to tell of the last refusal; undefined where a field tells it. */
  fault: string | undefined;
  /** What to tell at a field. */
  faultAt(path: string): string | undefined;
  /** Does it, once at a time. False where it was refused. */
  run(what: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

export function useAttempt(t: Preferences['t'], meanings?: Meanings): Attempt {
  const [refused, setRefused] = useState<Refused>();
  const [isBusy, setBusy] = useState(false);
  const isRunning = useRef(false);

  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    try {
      await what();
      setRefused(undefined);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused(error);
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  }

  const isAtField = Array.isArray(refused?.problem['errors']);
  return {
    isBusy,
    refused,
    fault: refused === undefined || isAtField ? undefined : faultText(t, refused, meanings),
    faultAt: (path) => fieldFault(t, refused, path),
    run,
    clear: () => setRefused(undefined),
  };
}
