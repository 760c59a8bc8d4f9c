import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from '../load/client.ts';
import { now } from '../load/clock.ts';
import type { RunningSystem, System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

const BEFORE = 5;
const TIMEOUT_MS = 60_000;
/** Time for a repeat to arrive after what was missing, in milliseconds. */
const AFTERMATH_MS = 300;

interface Options {
  systems: readonly System[];
  subscribers: number;
  messages: number;
}

/** All subscribers are cut off, messages are posted, and all come back at once. */
export function resume({ systems, subscribers, messages }: Options): Workload {
  return {
    name: `resume of ${subscribers} subscribers × ${messages} messages`,
    systems,
    connections: subscribers,
    figures: [
      { name: 'servers that stayed up', unit: 's', better: 'less' },
      { name: 'servers that were restarted, from the database', unit: 's', better: 'less' },
      { name: 'gaps', unit: '', better: 'less' },
      { name: 'repeats', unit: '', better: 'less' },
    ],
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running, load) => {
        const wires = running.subscribers;
        await load.tell({ do: 'subscribe', wires, count: subscribers, isExact: true });
        const post = { do: 'post', wires: running.posters, posters: 16 } as const;
        await load.tell({ ...post, count: BEFORE });

        const all = (times: number) => (BEFORE + times * messages) * subscribers;
        await load.tell({ do: 'cut' });
        await load.tell({ ...post, count: messages });
        const first = await comeBack(load, all(1));
        if (!system.isDurable) return { 'servers that stayed up': first, ...(await lost(load)) };

        await load.tell({ do: 'cut' });
        await load.tell({ ...post, count: messages });
        await restart(running);
        const second = await comeBack(load, all(2));
        return {
          'servers that stayed up': first,
          'servers that were restarted, from the database': second,
          ...(await lost(load)),
        };
      }),
  };
}

/** Seconds until every subscriber has everything. */
async function comeBack(load: Load, deliveries: number): Promise<number> {
  const from = now();
  await load.tell({ do: 'resume' });
  const { lastAt } = await load.tell({ do: 'await', deliveries, timeoutMs: TIMEOUT_MS });
  return (lastAt - from) / 1000;
}

async function lost(load: Load): Promise<{ gaps: number; repeats: number }> {
  await delay(AFTERMATH_MS);
  const { gaps, repeats } = await load.tell({ do: 'report' });
  return { gaps, repeats };
}

async function restart(running: RunningSystem): Promise<void> {
  await running.halt();
  await running.begin();
}
