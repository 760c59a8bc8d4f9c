import { expect, test } from 'vitest';
import { HUES, huesOf } from '../../../desktop/renderer/state/hues.ts';
import { initialsOf } from '../../../desktop/renderer/views/parts/initials.ts';
import { me } from './fixtures.ts';

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
