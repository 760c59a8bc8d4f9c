import type { Checked, ResourceSample } from '../records.ts';

/** More than after the warm-up: a connection of the pool or a kept one may be open or not. */
export const DESCRIPTORS_MORE = 15;
/** Of resident memory: the window of newest events fills, and V8 keeps what it once needed. */
export const RSS_FACTOR = 1.6;
export const RSS_MORE = 64e6;

/** Quiet again, each node has about what it had after the warm-up, and no stream is left over. */
export function checkResources(
  before: readonly ResourceSample[],
  after: readonly ResourceSample[],
  streams: number,
): Checked {
  const found: Checked = { invariant: 'resources', checked: 0, violations: [] };
  for (const end of after) {
    const start = before.find(({ node }) => node === end.node);
    if (start === undefined) continue;
    found.checked += 2;
    const violate = (what: string) => void found.violations.push(`node ${end.node} has ${what}`);
    if (end.descriptors > start.descriptors + DESCRIPTORS_MORE) {
      violate(`${end.descriptors} descriptors open, and had ${start.descriptors}`);
    }
    if (end.rss > start.rss * RSS_FACTOR + RSS_MORE) {
      violate(`${Math.round(end.rss / 1e6)} MB, and had ${Math.round(start.rss / 1e6)}`);
    }
  }
  found.checked += 1;
  const open = after.reduce((sum, node) => sum + node.streams, 0);
  if (open !== streams) found.violations.push(`${open} streams are open, and ${streams} are read`);
  return found;
}
