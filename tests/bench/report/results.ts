import type { Measured } from '../rounds.ts';
import { median } from '../statistics.ts';
import type { System } from '../systems/system.ts';
import type { Figure, Workload } from '../workloads/workload.ts';

export interface Result {
  workload: string;
  figures: FigureResult[];
  /** What could not be measured, and why. */
  faults: string[];
}

export interface FigureResult extends Figure {
  systems: SystemResult[];
}

export interface SystemResult {
  system: string;
  /** A value a round; null where the round failed. */
  rounds: (number | null)[];
  median: number;
  least: number;
  most: number;
  /**
   * Median of the rounds' ratios of the first system's value to this one's; null where there is none,
   * as where this one's is 0 in most rounds.
   */
  ratio: number | null;
}

export function toResult(
  workload: Workload,
  systems: readonly System[],
  measured: Measured,
  faults: string[],
): Result {
  const valuesOf = (system: System | undefined, figure: Figure) =>
    (system && measured.get(system.name)?.get(figure.name)) ?? [];
  const figures = workload.figures.map((figure) => {
    const first = valuesOf(workload.systems[0], figure);
    return {
      ...figure,
      systems: systems.flatMap((system) => {
        const values = valuesOf(system, figure);
        if (!values.some(Number.isFinite)) return [];
        return [summarise(system.name, values, system === workload.systems[0] ? [] : first)];
      }),
    };
  });
  return { workload: workload.name, figures, faults };
}

function summarise(
  system: string,
  values: readonly number[],
  first: readonly number[],
): SystemResult {
  const valid = values.filter(Number.isFinite);
  const ratio = median(
    values.map((value, round) => (first[round] ?? Number.NaN) / value).filter((ratio) => ratio > 0),
  );
  return {
    system,
    rounds: values.map((value) => (Number.isFinite(value) ? value : null)),
    median: median(valid),
    least: Math.min(...valid),
    most: Math.max(...valid),
    ratio: Number.isFinite(ratio) ? ratio : null,
  };
}
