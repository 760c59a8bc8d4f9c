import type { System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Figure, Workload } from './workload.ts';

const POSTERS = 16;
const SETTLE_MS = 1_500;
const PARTS = ['p50', 'p95', 'p99'] as const;

interface Options {
  systems: readonly System[];
  subscribers: number;
  perSecond: number;
  ms: number;
  /** For how long they post as fast as they can before that, as in `deliveries`. */
  warmUpMs: number;
}

/**
 * At a steady pace, from when a post is due to each receipt, and to its answer. Posts go to the first
 * node and subscribers are on the others, where there are others.
 */
export function latency(options: Options): Workload {
  const { systems, subscribers, perSecond, ms, warmUpMs } = options;
  return {
    name: `latency at ${perSecond} posts a second to ${subscribers} subscribers`,
    systems,
    connections: subscribers + POSTERS,
    figures,
    measure: (system, surroundings) =>
      // One process both posts and reads, so that it knows when each post was sent.
      withSystem(system, surroundings, async (running, load) => {
        const [first] = running.posters;
        const posters = running.posters.filter(({ port }) => port === first?.port);
        const others = running.subscribers.filter(({ port }) => port !== first?.port);
        const wires = others.length > 0 ? others : running.subscribers;
        await load.tell({ do: 'subscribe', wires, count: subscribers, isExact: true });
        const post = { do: 'post', wires: posters, posters: POSTERS } as const;
        let all = 0;
        const run = async (pace: { ms: number; perSecond?: number }) => {
          const report = await load.tell({ ...post, ...pace });
          all += report.posted * subscribers;
          const done = await load.tell({ do: 'await', deliveries: all, timeoutMs: 30_000 });
          return { ...report, done };
        };
        await run({ ms: warmUpMs });
        await run({ ms: SETTLE_MS, perSecond });
        const before = await load.tell({ do: 'report' });
        const { from, to, ack, done } = await run({ ms, perSecond });
        return {
          ...named('receipt', done.receipt),
          ...named('acknowledgement', ack),
          "load's CPU, of one core": ((done.cpuSeconds - before.cpuSeconds) / (to - from)) * 1e5,
          'deliveries missing or repeated': done.gaps + done.repeats,
        };
      }),
  };
}

const figures: Figure[] = [
  ...['receipt', 'acknowledgement'].flatMap((what) =>
    PARTS.map((part) => ({ name: `${what} ${part}`, unit: 'ms', better: 'less' as const })),
  ),
  { name: "load's CPU, of one core", unit: '%', better: 'none' },
  { name: 'deliveries missing or repeated', unit: '', better: 'less' },
];

function named(what: string, values: Record<(typeof PARTS)[number], number>) {
  return Object.fromEntries(PARTS.map((part) => [`${what} ${part}`, values[part]]));
}
