import { expect, test } from 'vitest';
import { HUES, huesOf } from '../../../desktop/renderer/state/hues.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { initialsOf } from '../../../desktop/renderer/views/parts/initials.ts';
import { apply, me, state } from './fixtures.ts';

const people = (count: number) =>
  new Map(
    Array.from({ length: count }, (_, index) => {
      const id = `user-${String(index).padStart(3, '0')}`;
      return [id, { ...me, id, createdAt: new Date(index * 1_000).toISOString() }] as const;
    }),
  );

test.each([
  ['Claire Fontaine', 'CF'],
  ['Jean-Baptiste de Lacroix-Montferrand', 'JL'],
  ['Yann Le Goff', 'YG'],
  ['Solène Kerouac (solene)', 'SK'],
  ['élodie', 'É'],
  ['👷 Atelier', '👷A'],
  ['', ''],
])('%j has the initials of the first and of the last name', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test('people who came one after the other differ, whoever comes later', () => {
  const hues = [...huesOf(people(25)).values()];
  for (const [index, hue] of hues.entries()) {
    expect(hues.slice(index + 1, index + HUES)).not.toContain(hue);
  }
  expect(hues.slice(0, 20)).toEqual([...huesOf(people(20)).values()]);
});

const users = [...people(3).values()];
const [first, second, third] = users as [typeof me, typeof me, typeof me];
const before = reduce(state, { type: 'users', users, since: state.users });

test('the faces are the same map while nobody’s changes', () => {
  const renamed = { ...second, displayName: 'Another', status: { emoji: '🏡' } };
  const after = apply(before, { event: 'user.updated', data: renamed });
  expect(after.users.get(second.id)).toEqual(renamed);
  expect(after.faces).toBe(before.faces);
  const again = { users: users.map((user) => ({ ...user })), channels: [], cursor: 'epoch-2' };
  expect(reduce(before, { type: 'snapshot', snapshot: again }).faces).toBe(before.faces);
});

test('a face changes alone, with a picture, with another and without', () => {
  let after = before;
  for (const avatarId of ['one', 'another', null]) {
    after = apply(after, { event: 'user.updated', data: { ...second, avatarId } });
    expect(after.faces.get(second.id)).toEqual({ hue: 1, avatarId });
    for (const { id } of [first, third]) expect(after.faces.get(id)).toBe(before.faces.get(id));
  }
});

test('who comes has a face, and nobody else’s is another for it', () => {
  const fourth = {
    ...me,
    id: 'user-003',
    createdAt: new Date(3_000).toISOString(),
    avatarId: 'one',
  };
  const after = apply(before, { event: 'user.created', data: fourth });
  expect(after.faces.get(fourth.id)).toEqual({ hue: 3, avatarId: 'one' });
  for (const { id } of users) expect(after.faces.get(id)).toBe(before.faces.get(id));
  // One goes and another comes: as many as before, but not the same.
  const changed = { users: [first, second, fourth], channels: [], cursor: 'epoch-2' };
  const { faces } = reduce(before, { type: 'snapshot', snapshot: changed });
  expect([...faces.keys()]).toEqual([first.id, second.id, fourth.id]);
  expect(faces.get(fourth.id)?.avatarId).toBe('one');
});
