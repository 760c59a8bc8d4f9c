import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { InvalidArgumentError, program } from 'commander';
import { fullPlan, type Plan, quickPlan } from './plan.ts';
import { toChart } from './report/chart.ts';
import { describeMachine, type Machine, machineLine } from './report/machine.ts';
import type { Result } from './report/results.ts';
import { toTable } from './report/table.ts';
import { runWorkload } from './run-workload.ts';
import { withSurroundings } from './surroundings.ts';
import type { Surroundings } from './systems/system.ts';
import type { Workload } from './workloads/workload.ts';

program
  .name('npm run bench --')
  .description('Measures Workspace beside what one would take instead, on this machine.')
  .option('--quick', 'two minutes: one round, less of everything')
  .option(
    '--only <regex>',
    'what matches, as "workload: system", such as "latency.*nchan"',
    toRegExp,
  )
  .option('--rounds <number>', 'rounds of each workload', toWhole)
  .option('--out <folder>', 'where results.json and chart.svg go', 'dist/bench')
  .action(bench)
  .parse();

interface Options {
  quick?: true;
  only?: RegExp;
  rounds?: number;
  out: string;
}

async function bench({ quick, only, rounds: given, out }: Options): Promise<void> {
  if (process.platform !== 'linux') program.error('the bench reads /proc, and so needs Linux');
  const plan = quick ? quickPlan() : fullPlan();
  const roundsOf = ({ rounds }: Partial<Workload>) => given ?? rounds ?? plan.rounds;
  const startedAt = new Date();
  const { machine, results } = await withSurroundings({}, (surroundings) =>
    run(plan, roundsOf, only, surroundings),
  );
  const minutes = Math.round((Date.now() - startedAt.getTime()) / 6_000) / 10;
  const all = {
    startedAt,
    minutes,
    rounds: roundsOf({}),
    isQuick: quick === true,
    machine,
    results,
  };
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'results.json'), `${JSON.stringify(all, null, 2)}\n`);
  const day = startedAt.toISOString().slice(0, 10);
  writeFileSync(path.join(out, 'chart.svg'), toChart(results, `${day}, ${machineLine(machine)}`));
  console.log(
    `${minutes} minutes. ${out}/results.json has every round, ${out}/chart.svg the chart.`,
  );
}

async function run(
  { workloads }: Plan,
  roundsOf: (workload: Workload) => number,
  only: RegExp | undefined,
  surroundings: Surroundings,
): Promise<{ machine: Machine; results: Result[] }> {
  const machine = await describeMachine(surroundings.folder, surroundings.databaseUrl);
  console.log(`${machineLine(machine)}\n`);
  for (const warning of warningsOf(machine)) console.log(`${warning}\n`);
  const results: Result[] = [];
  for (const workload of workloads) {
    const options = { rounds: roundsOf(workload), only, openFiles: openFiles() };
    const result = await runWorkload(workload, options, surroundings);
    if (result === undefined) continue;
    results.push(result);
    console.log(`\n${toTable(result)}`);
  }
  return { machine, results };
}

function warningsOf({ loadBefore, disk }: Machine): string[] {
  const isShared = loadBefore > availableParallelism() / 4;
  return [
    ...(isShared ? [`Others are at work on this machine: its load is ${loadBefore}.`] : []),
    ...(disk === 'memory'
      ? [
          'TMPDIR is in memory, where a commit costs less than on a disk. Set it to a folder on one.',
        ]
      : []),
  ];
}

function openFiles(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
}

function toRegExp(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new InvalidArgumentError('It is no regular expression.');
  }
}

function toWhole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is no number of rounds.');
  return value;
}
