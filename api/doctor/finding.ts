import type { Outcome } from './measurements.ts';

/** What one check found, in words for the administrator. */
export interface Finding {
  /** Short, and the same in every run. */
  name: string;
  status: 'ok' | 'warning' | 'failure' | 'skipped';
  found: string;
  /** What to change where. `createReport` leaves out the proxies that are not there. */
  fixes: Fix[];
}

/** Where a change is to be made: a proxy's configuration, the server's settings, or its machine. */
export const places = ['nginx', 'caddy', 'haproxy', 'traefik', 'settings', 'server'] as const;
export type Place = (typeof places)[number];
export interface Fix {
  place: Place;
  change: string;
}

export type Verdict = Omit<Finding, 'name'>;
type Changes = Partial<Record<Place, string>>;

export const ok = (found: string): Verdict => ({ status: 'ok', found, fixes: [] });
export const skipped = (found: string): Verdict => ({ status: 'skipped', found, fixes: [] });
export const warning = (found: string, changes: Changes = {}): Verdict => ({
  status: 'warning',
  found,
  fixes: fixesOf(changes),
});
export const failure = (found: string, changes: Changes = {}): Verdict => ({
  status: 'failure',
  found,
  fixes: fixesOf(changes),
});

/** Judges a measured value. A failed measurement is a failure, one not tried is skipped. */
export function check<Value>(
  name: string,
  outcome: Outcome<Value>,
  judge: (value: Value) => Verdict,
): Finding {
  if ('value' in outcome) return { name, ...judge(outcome.value) };
  return { name, ...('error' in outcome ? failure(outcome.error) : skipped(outcome.skipped)) };
}

/** Skips further checks of an outcome whose error has been reported already. */
export function quiet<Value>(outcome: Outcome<Value>): Outcome<Value> {
  return 'error' in outcome ? { skipped: outcome.error } : outcome;
}

function fixesOf(changes: Changes): Fix[] {
  return places.flatMap((place) => {
    const change = changes[place];
    return change === undefined ? [] : [{ place, change }];
  });
}
