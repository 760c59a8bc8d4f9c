import { allFaults } from './faults/all.ts';
import { randomOf } from './random.ts';

export interface PlannedFault {
  name: string;
  /** After the round's beginning, milliseconds. */
  afterMs: number;
  holdMs: number;
}

/** Faults that are on at the same time. */
export interface Round {
  number: number;
  faults: PlannedFault[];
  /** Of quiet afterwards, milliseconds. */
  pauseMs: number;
}

const TWO_AT_ONCE = 0.45;

/** What every plan begins with, since it tries at once what is lost most easily. */
const FIRST = 'crash-database';

/**
 * The seed's rounds, without an end. The first one is a crash of the database and nothing else. Each fault comes once before any comes again, and at times a
 * second one that touches something else is on at the same time.
 */
export function* planRounds(seed: number, names: readonly string[]): Generator<Round> {
  const random = randomOf(seed, 'plan');
  let left: string[] = [];
  for (let number = 0; ; number += 1) {
    if (left.length === 0) left = random.shuffle(names);
    const isFirst = number === 0 && names.includes(FIRST);
    if (isFirst) left = [FIRST, ...left.filter((name) => name !== FIRST)];
    const first = left.shift() ?? '';
    const others = names.filter((name) => touches(name) !== touches(first));
    const isDouble = random.chance(TWO_AT_ONCE) && others.length > 0 && !isFirst;
    const faults = [first, ...(isDouble ? [random.pick(others)] : [])].map((name, index) => ({
      name,
      afterMs: Math.round(index * random.between(0, 1_500)),
      holdMs: Math.round(random.between(...(allFaults[name]?.holdMs ?? [0, 0]))),
    }));
    yield { number, faults, pauseMs: Math.round(random.between(300, 2_000)) };
  }
}

const touches = (name: string) => allFaults[name]?.touches;
