import { expect, test } from 'vitest';
import { createKeptAlarms } from '../../../desktop/renderer/live/kept-alarms.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { apply, at, me, state } from './fixtures.ts';

const device = { id: 'device', name: 'desk' };
const key = { id: 'key', state: 'waiting' } as const;
const reused = { event: 'device-token.reused', data: { device, at } } as const;
const added = { event: 'device-key.added', data: { device, key, userId: 'other', at } } as const;

/** What is on disk, as JSON has it. */
function keeperOf(kept: Record<string, unknown> = {}) {
  const disk = new Map(Object.entries(kept));
  return {
    disk,
    read: (name: string) => disk.get(name),
    write(name: string, value: unknown) {
      if (value === undefined) disk.delete(name);
      else disk.set(name, JSON.parse(JSON.stringify(value)));
    },
  };
}

test('what a user was warned of is there after a reload, and whether they have dismissed it', () => {
  const keeper = keeperOf();
  const kept = createKeptAlarms(keeper);
  const told = apply(apply(state, reused), added);
  kept.note(state, told);
  expect(kept.read(me.id)).toEqual(told.alarms);
  const dismissed = reduce(told, { type: 'alarms-dismissed', alarms: told.alarms.slice(1) });
  kept.note(told, dismissed);
  expect(createKeptAlarms(keeper).read(me.id)).toMatchObject([
    { kind: 'device-token.reused', isDismissed: false },
    { kind: 'device-key.added', key, userId: 'other', isDismissed: true },
  ]);
  expect(kept.read('other')).toEqual([]);
});

test('what a version before has kept is read, and replaced when something is added', () => {
  const former = { device, at, isDismissed: true };
  const keeper = keeperOf({ [`reuses.${me.id}`]: [former] });
  const kept = createKeptAlarms(keeper);
  const alarms = kept.read(me.id);
  expect(alarms).toEqual([{ kind: 'device-token.reused', ...former }]);
  const before = { ...state, alarms };
  expect(apply(before, reused)).toBe(before);
  kept.note(before, apply(before, added));
  expect([...keeper.disk.keys()]).toEqual([`alarms.${me.id}`]);
  expect(kept.read(me.id)).toHaveLength(2);
});

test('what cannot be read is nothing', () => {
  const odd = { [`alarms.${me.id}`]: [{ kind: 'of a later version' }], [`reuses.${me.id}`]: 'odd' };
  expect(createKeptAlarms(keeperOf(odd)).read(me.id)).toEqual([]);
});
