import { type Load, startLoad } from '../load/client.ts';
import type { RunningSystem, Surroundings, System } from '../systems/system.ts';

/** Runs `measure` on a fresh start of the system and with load generators; all of them end with it. */
export async function withSystem<Out>(
  system: System,
  surroundings: Surroundings,
  measure: (running: RunningSystem, readers: Load, writers: Load) => Promise<Out>,
): Promise<Out> {
  const running = await system.start(surroundings);
  const readers = startLoad(surroundings.processes);
  const writers = startLoad(surroundings.processes);
  try {
    return await measure(running, readers, writers);
  } finally {
    await Promise.all([readers.stop(), writers.stop()]);
    await running.stop();
  }
}
