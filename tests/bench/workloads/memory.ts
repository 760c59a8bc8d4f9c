import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from '../processes.ts';
import type { RunningSystem, System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

const STEP_MS = 1_000;
const MOST_STEPS = 10;

/** What a stream costs on which nothing happens: resident memory with all of them, less without. */
export function memory({
  systems,
  streams,
}: {
  systems: readonly System[];
  streams: number;
}): Workload {
  return {
    name: `memory of ${streams} idle streams`,
    systems,
    connections: streams,
    figures: [
      { name: 'a stream', unit: 'kB', better: 'less' },
      { name: 'all of the server without streams', unit: 'MB', better: 'less' },
    ],
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running, readers) => {
        const before = await settled(running);
        const wires = running.subscribers;
        await readers.tell({ do: 'subscribe', wires, count: streams, isExact: false });
        const after = await settled(running);
        return {
          'a stream': (after - before) / streams / 1024,
          'all of the server without streams': before / 1024 ** 2,
        };
      }),
  };
}

/** When the garbage of what has just happened is collected: it no longer shrinks nor grows. */
async function settled(running: RunningSystem): Promise<number> {
  const read = () => running.pids().reduce((sum, pid) => sum + residentBytes(pid), 0);
  let last = read();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await delay(STEP_MS);
    const bytes = read();
    if (Math.abs(bytes - last) < last / 200) return bytes;
    last = bytes;
  }
  return last;
}
