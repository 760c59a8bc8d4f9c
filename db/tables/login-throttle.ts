/** Laid out as rate-limiter-flexible wants it. */
export interface LoginThrottleTable {
  key: string;
  points: number;
  /** Milliseconds since 1970. */
  expire: number | null;
}
