import type { Checked, Failure, Outage } from '../records.ts';

/**
 * Every answer of 500 or more, and every line of a node's log that warns, falls at least partly into
 * a fault of a node or of the database. A fault of the server itself is explained by neither.
 */
export function checkFailures(failures: readonly Failure[], outages: readonly Outage[]): Checked {
  const found: Checked = { invariant: 'failures', checked: failures.length, violations: [] };
  const reasons = outages.filter(({ touches }) =>
    touches.some((what) => what === 'node' || what === 'database'),
  );
  for (const { what, from, to, isExcusable } of failures) {
    const isExplained = reasons.some((reason) => from <= reason.to && to >= reason.from);
    if (isExplained && isExcusable) continue;
    found.violations.push(
      `at ${Math.round(from)} ${what}${isExplained ? '' : ', without a fault'}`,
    );
  }
  return found;
}
