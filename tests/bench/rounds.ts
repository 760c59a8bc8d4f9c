import type { Surroundings, System } from './systems/system.ts';
import type { Workload } from './workloads/workload.ts';

/** What each round of each system measured: by system, then figure, one value a round. */
export type Measured = Map<string, Map<string, number[]>>;

export interface RoundsEvents {
  onMeasured(system: System, round: number, figures: Record<string, number>): void;
  /** The round is then without a figure of that system, and the others go on. */
  onFault(system: System, round: number, error: unknown): void;
}

/**
 * Each round measures every system once, each round beginning with another, so that whatever the
 * machine does meanwhile is not always the same one's misfortune.
 */
export async function runRounds(
  workload: Workload,
  systems: readonly System[],
  rounds: number,
  surroundings: Surroundings,
  { onMeasured, onFault }: RoundsEvents,
): Promise<Measured> {
  const measured: Measured = new Map(systems.map(({ name }) => [name, new Map()]));
  for (let round = 0; round < rounds; round += 1) {
    for (const system of rotated(systems, round)) {
      try {
        const figures = await workload.measure(system, surroundings);
        onMeasured(system, round, figures);
        note(measured, system, round, figures);
      } catch (error) {
        onFault(system, round, error);
      }
    }
  }
  return measured;
}

function rotated<T>(values: readonly T[], by: number): T[] {
  const from = by % Math.max(1, values.length);
  return [...values.slice(from), ...values.slice(0, from)];
}

/** A round that failed stays NaN, so that the same index is the same round for every system. */
function note(
  measured: Measured,
  { name }: System,
  round: number,
  figures: Record<string, number>,
): void {
  const own = measured.get(name);
  for (const [figure, value] of Object.entries(figures)) {
    const values = own?.get(figure) ?? [];
    while (values.length < round) values.push(Number.NaN);
    values.push(value);
    own?.set(figure, values);
  }
}
