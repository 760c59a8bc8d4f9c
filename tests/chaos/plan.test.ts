import { expect, test } from 'vitest';
import { allFaults } from './faults/all.ts';
import { planRounds } from './plan.ts';

const names = Object.keys(allFaults);
const roundsOf = (seed: number) => planRounds(seed, names).take(40).toArray();

test('the same seed has the same rounds, and another seed others', () => {
  expect(roundsOf(1)).toEqual(roundsOf(1));
  expect(roundsOf(1)).not.toEqual(roundsOf(2));
});

test('whatever the seed, the first round is a crash of the database and nothing else', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const [first] = roundsOf(seed);
    expect(first?.faults).toEqual([expect.objectContaining({ name: 'crash-database' })]);
  }
  const others = names.filter((name) => name !== 'crash-database');
  const [first] = planRounds(1, others).take(1);
  expect(others).toContain(first?.faults[0]?.name);
});

test('each fault comes before any comes again, and two at once touch different things', () => {
  const rounds = roundsOf(3);
  const firsts = rounds.slice(0, names.length).map(({ faults }) => faults[0]?.name);
  expect(new Set(firsts)).toEqual(new Set(names));
  const doubles = rounds.filter(({ faults }) => faults.length > 1);
  expect(doubles.length).toBeGreaterThan(5);
  for (const { faults } of doubles) {
    expect(new Set(faults.map(({ name }) => allFaults[name]?.touches)).size).toBe(2);
  }
});
