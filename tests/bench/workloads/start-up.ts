import type { System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

/** From the command to the first answer, on a database that is there already. */
export function startUp({ systems }: { systems: readonly System[] }): Workload {
  return {
    name: 'start-up',
    systems,
    connections: 0,
    figures: [{ name: 'until it serves', unit: 's', better: 'less' }],
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running) => {
        await running.halt();
        const from = performance.now();
        await running.begin();
        return { 'until it serves': (performance.now() - from) / 1000 };
      }),
  };
}
