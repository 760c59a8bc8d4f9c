const told = new Set<string>();

/**
 * Whether this machine has what some tests need. If not, a line of the output says so, and what to do;
 * once in a worker, since several suites may ask.
 *
 * @param otherwise what is skipped, and what to do
 */
export function isPossible(can: boolean, otherwise: string): boolean {
  if (!can && !told.has(otherwise)) {
    told.add(otherwise);
    console.warn(otherwise);
  }
  return can;
}
