import type { Surroundings, System } from '../systems/system.ts';

export interface Figure {
  name: string;
  unit: string;
  /** Which way is better; `none` for what only explains the others. */
  better: 'more' | 'less' | 'none';
}

/** Work that systems are compared at. */
export interface Workload {
  name: string;
  /** Workspace, which ratios are taken of, stands first. */
  systems: readonly System[];
  /** Connections that a process has open at once. */
  connections: number;
  /** So many, unless asked for others, where one takes long; else as many as of any. */
  rounds?: number;
  figures: readonly Figure[];
  /** Starts the system, measures it once and stops it. A figure that it does not have is left out. */
  measure(system: System, surroundings: Surroundings): Promise<Record<string, number>>;
}
