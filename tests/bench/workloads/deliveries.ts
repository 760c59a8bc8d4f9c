import type { Load } from '../load/client.ts';
import { cpuSeconds } from '../processes.ts';
import type { RunningSystem, Surroundings, System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Figure, Workload } from './workload.ts';

const WARM_UP_POSTERS = 64;
const DRAIN_TIMEOUT_MS = 60_000;

interface Options {
  systems: readonly System[];
  subscribers: number;
  posters: readonly number[];
  /** For how long each number of posters posts. */
  ms: number;
  /** For how long before that: what is measured is a server that has been up for a while. */
  warmUpMs: number;
}

/** At saturation: posters post as fast as they are answered; over when the last subscriber has all. */
export function deliveries({ systems, subscribers, posters, ms, warmUpMs }: Options): Workload {
  return {
    name: `deliveries at saturation, ${subscribers} subscribers`,
    systems,
    connections: subscribers,
    figures: posters.flatMap((count) =>
      FIGURES.map((figure) => ({ ...figure, name: nameAt(count, figure.name) })),
    ),
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running, readers, writers) => {
        const wires = running.subscribers;
        await readers.tell({ do: 'subscribe', wires, count: subscribers, isExact: false });
        const saturate = (count: number, bound: { ms: number }) =>
          run(running, surroundings, { readers, writers }, subscribers, count, bound);
        await saturate(WARM_UP_POSTERS, { ms: warmUpMs });
        const figures: Record<string, number> = {};
        for (const count of posters) {
          for (const [name, value] of Object.entries(await saturate(count, { ms }))) {
            figures[nameAt(count, name)] = value;
          }
        }
        return figures;
      }),
  };
}

const FIGURES: Figure[] = [
  { name: 'deliveries', unit: '/s', better: 'more' },
  { name: 'posts', unit: '/s', better: 'none' },
  { name: 'server CPU per million deliveries', unit: 's', better: 'less' },
  { name: 'PostgreSQL CPU per million deliveries', unit: 's', better: 'less' },
  { name: "load's CPU, of one core", unit: '%', better: 'none' },
  { name: 'bytes a delivery', unit: 'B', better: 'none' },
  { name: 'deliveries missing', unit: '', better: 'less' },
];

const nameAt = (posters: number, name: string) =>
  `${posters} ${posters === 1 ? 'poster' : 'posters'}: ${name}`;

async function run(
  running: RunningSystem,
  { databasePid }: Surroundings,
  { readers, writers }: { readers: Load; writers: Load },
  subscribers: number,
  posters: number,
  bound: { ms: number },
): Promise<Record<string, number>> {
  const serverCpu = () => running.pids().reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const databaseCpu = () => (databasePid === undefined ? Number.NaN : cpuSeconds(databasePid));
  const [server, database] = [serverCpu(), databaseCpu()];
  const [read, written] = [
    await readers.tell({ do: 'report' }),
    await writers.tell({ do: 'report' }),
  ];

  const post = await writers.tell({ do: 'post', wires: running.posters, posters, ...bound });
  const expected = post.posted * subscribers;
  const done = await readers.tell({
    do: 'await',
    deliveries: read.deliveries + expected,
    timeoutMs: DRAIN_TIMEOUT_MS,
  });

  const count = done.deliveries - read.deliveries;
  const seconds = (done.lastAt - post.from) / 1000;
  const load = done.cpuSeconds - read.cpuSeconds + post.cpuSeconds - written.cpuSeconds;
  return {
    deliveries: count / seconds,
    posts: post.posted / seconds,
    'server CPU per million deliveries': ((serverCpu() - server) / count) * 1e6,
    'PostgreSQL CPU per million deliveries': ((databaseCpu() - database) / count) * 1e6,
    "load's CPU, of one core": (load / seconds) * 100,
    'bytes a delivery': (done.bytes - read.bytes) / count,
    'deliveries missing': expected - count,
  };
}
