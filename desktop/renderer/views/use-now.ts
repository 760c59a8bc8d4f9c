import { useEffect, useState } from 'preact/hooks';

/** The time, in milliseconds, kept up to date for as long as `isTicking`. */
export function useNow(isTicking: boolean, everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [isTicking, everyMs]);
  return now;
}
