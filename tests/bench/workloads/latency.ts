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
        await load.tell({ ...post, ms: warmUpMs });
        const before = await load.tell({ ...post, ms: SETTLE_MS, perSecond });
        const done = await load.tell({ ...post, ms, perSecond });
        const cpuSeconds = done.cpuSeconds - before.cpuSeconds;
        return {
          ...named('receipt', done.receipt),
          ...named('acknowledgement', done.ack),
          "load's CPU, of one core": (cpuSeconds / (done.to - done.from)) * 1e5,
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
