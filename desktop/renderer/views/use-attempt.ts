import { useRef, useState } from 'preact/hooks';
import { Refused } from '../live/api.ts';
import type { Preferences } from '../preferences.ts';
import { faultText, fieldFault, type Meanings } from './faults.ts';

/** An action that the server may refuse, and the outcome of the last attempt. */
export interface Attempt {
  isBusy: boolean;
  refused: Refused | undefined;
  /** The text of the last refusal; undefined if a field shows it. */
  fault: string | undefined;
  /** The text to show at a field. */
  faultAt(path: string): string | undefined;
  /** Does it, one at a time. False if it was refused, or if another is still running. */
  run(what: () => Promise<unknown>): Promise<boolean>;
  /** Does it when those that came before are done: for what one may want while another is under way. */
  runInTurn(what: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

export function useAttempt(t: Preferences['t'], meanings?: Meanings): Attempt {
  const [refused, setRefused] = useState<Refused>();
  const [isBusy, setBusy] = useState(false);
  const isRunning = useRef(false);
  const last = useRef<Promise<unknown>>(Promise.resolve());

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

  function runInTurn(what: () => Promise<unknown>): Promise<boolean> {
    const done = last.current.then(() => run(what));
    // What fails unforeseen must not keep the next one from running.
    last.current = done.catch(() => undefined);
    return done;
  }

  const isAtField = Array.isArray(refused?.problem['errors']);
  return {
    isBusy,
    refused,
    fault: refused === undefined || isAtField ? undefined : faultText(t, refused, meanings),
    faultAt: (path) => fieldFault(t, refused, path),
    run,
    runInTurn,
    clear: () => setRefused(undefined),
  };
}
