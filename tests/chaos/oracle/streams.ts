import type { Checked, LogEntry, StreamRecord } from '../records.ts';
import { visibleTo } from './visibility.ts';

/**
 * Two invariants: a follower's sequence is complete, in order and as it was logged; and nothing came
 * to someone who may not see it.
 */
export function checkStreams(
  streams: readonly StreamRecord[],
  log: readonly LogEntry[],
): [sequence: Checked, secrecy: Checked] {
  const sequence: Checked = { invariant: 'sequence', checked: 0, violations: [] };
  const secrecy: Checked = { invariant: 'secrecy', checked: 0, violations: [] };
  const byUser = new Map<string, LogEntry[]>();
  for (const stream of streams) {
    const visible = byUser.get(stream.userId) ?? visibleTo(stream.userId, log);
    byUser.set(stream.userId, visible);
    checkSecrecy(stream, visible, log, secrecy);
    checkSequence(stream, visible, sequence);
  }
  return [sequence, secrecy];
}

function checkSecrecy(
  { name, received }: StreamRecord,
  visible: readonly LogEntry[],
  log: readonly LogEntry[],
  found: Checked,
): void {
  const allowed = new Set(visible.map(({ position }) => position));
  for (const { position, type } of received) {
    found.checked += 1;
    if (allowed.has(position)) continue;
    const logged = log[position - 1];
    const what =
      logged === undefined ? 'which is not in the log' : `of channel ${logged.channelId}`;
    found.violations.push(`${name} got ${type} ${position}, ${what}, and may not see it`);
  }
}

function checkSequence(
  { name, from, received, isComplete, faults }: StreamRecord,
  visible: readonly LogEntry[],
  found: Checked,
): void {
  const violate = (what: string) => void found.violations.push(`${name} ${what}`);
  for (const fault of faults) violate(fault);
  if (from === undefined) {
    if (received.length > 0) violate('got events before it was told where it is');
    return;
  }
  let last = from;
  for (const { position, type } of received) {
    if (position <= last) violate(`got ${type} ${position} after ${last}`);
    last = Math.max(last, position);
  }
  const got = new Map(received.map((event) => [event.position, event]));
  const end = isComplete ? Number.POSITIVE_INFINITY : last;
  for (const { position, type, digest } of visible) {
    if (position <= from || position > end) continue;
    found.checked += 1;
    const event = got.get(position);
    if (event === undefined) violate(`missed ${type} ${position}`);
    else if (event.type !== type || event.digest !== digest) {
      violate(`got ${position} as something else than was logged`);
    }
  }
}
