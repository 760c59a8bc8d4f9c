import type { Generated } from 'kysely';

export interface LoginThrottleTable {
  key: string;
  /** Unused; servers of an earlier version count in it. */
  points: Generated<number>;
  /** When the attempts that are counted have all been paid off, in milliseconds since 1970. */
  expire: number | null;
  /** The latest attempt. */
  attemptedAt: Date | null;
}
