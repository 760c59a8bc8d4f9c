const LEAST_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait before the try after `failures` failed ones, in milliseconds: full jitter over a
 * doubling bound, so that those who were cut off together do not come back together (Brooker,
 * "Exponential Backoff And Jitter", 2015).
 *
 * @param hint what the server asked for with `retry:`, for the first try
 */
export function backOff(failures: number, hint: number | undefined, random: () => number): number {
  if (failures === 0 && hint !== undefined) return hint;
  return random() * Math.min(MOST_MS, LEAST_MS * 2 ** failures);
}
