import { type Result, toResult } from './report/results.ts';
import { runRounds } from './rounds.ts';
import type { Surroundings } from './systems/system.ts';
import type { Workload } from './workloads/workload.ts';

/** Descriptors that a process needs besides those of its streams. */
const OTHER_FILES = 200;

interface Options {
  rounds: number;
  /** What is wanted, of `workload: system`. */
  only: RegExp | undefined;
  /** How many files a process may have open. */
  openFiles: number;
}

/** Runs the workload, and tells on the console how it goes; undefined where nothing of it is wanted. */
export async function runWorkload(
  workload: Workload,
  { rounds, only, openFiles }: Options,
  surroundings: Surroundings,
): Promise<Result | undefined> {
  const wanted = workload.systems.filter(
    ({ name }) => only === undefined || only.test(`${workload.name}: ${name}`),
  );
  if (wanted.length === 0) return undefined;
  const faults = wanted.flatMap(({ name, whyNot }) => {
    const reason = whyNot();
    return reason === undefined ? [] : [`${name}: ${reason}`];
  });
  if (workload.connections + OTHER_FILES > openFiles) {
    const reason = `a process may open ${openFiles} files only; "ulimit -n ${workload.connections + OTHER_FILES}" first`;
    return toResult(workload, [], new Map(), [reason]);
  }
  const systems = wanted.filter(({ whyNot }) => whyNot() === undefined);
  console.log(`${workload.name} …`);
  const measured = await runRounds(workload, systems, rounds, surroundings, {
    onMeasured: ({ name }, round) => console.log(`  round ${round + 1}: ${name}`),
    onFault({ name }, round, error) {
      faults.push(`${name}, round ${round + 1}: ${error}`);
      console.log(`  round ${round + 1}: ${name} failed: ${error}`);
    },
  });
  return toResult(workload, systems, measured, faults);
}
