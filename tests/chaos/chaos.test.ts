import { expect, test } from 'vitest';
import { isLong } from '../support/rounds.ts';
import { violationsOf } from './oracle/judge.ts';
import { summarise } from './report.ts';
import { run } from './run.ts';

/** Those that are over soon; `npm run chaos` has them all. */
const FAULTS = ['kill-node', 'cut-database', 'crash-database', 'drop-connections'];
const CLIENT_FAULTS = ['duplicate-posts', 'reorder-posts', 'reconnect-storm'];

test.runIf(isLong())(
  'two nodes keep every invariant through the faults of a seed',
  async () => {
    const lines: string[] = [];
    const result = await run({
      minutes: 1,
      rounds: 2,
      // After the crash of the database each post comes twice, while a node is killed.
      seed: 8157,
      faults: [...FAULTS, ...CLIENT_FAULTS],
      warmUpMs: 500,
      onLine: (line) => lines.push(line),
    });
    console.log(lines.join('\n'));
    expect(violationsOf(result.checks)).toEqual([]);
    // Or it would prove nothing.
    const { seen } = summarise(result);
    expect(result.timeline).toHaveLength(3);
    expect(seen['posts acknowledged']).toBeGreaterThan(100);
    expect(seen.deliveries).toBeGreaterThan(1_000);
    expect(seen['log-ins']).toBeGreaterThan(2);
    expect(result.checks.filter(({ checked }) => checked === 0)).toEqual([]);
  },
  60_000,
);
