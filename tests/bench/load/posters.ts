import { now } from './clock.ts';
import type { commandSchema, PosterWire, Report } from './commands.ts';
import { percentiles } from './latencies.ts';
import { openPoster, type Poster } from './poster.ts';
import { pace, saturate } from './posting.ts';
import { BEAT_MS } from './protocols.ts';

type Post = Extract<ReturnType<typeof commandSchema.parse>, { do: 'post' }>;

/** Everyone who posts. Notes in `sentAt` when each post was due. */
export function createPosters(sentAt: Map<number, number>) {
  const open: Poster[] = [];
  let total = 0;
  let acks: number[] = [];
  let span = { posted: 0, from: 0, to: 0 };

  setInterval(() => open.forEach((poster) => void poster.beat()), BEAT_MS).unref();

  async function openUpTo(count: number, wires: readonly PosterWire[]): Promise<Poster[]> {
    while (open.length < count) {
      const wire = wires[open.length % wires.length];
      if (wire === undefined) throw new Error('there is no server to post to');
      open.push(await openPoster(wire));
    }
    return open.slice(0, count);
  }

  return {
    async post({ wires, posters, ms, count, perSecond }: Post): Promise<void> {
      const chosen = await openUpTo(posters, wires);
      const before = total;
      acks = [];
      const posting = {
        next(): number {
          total += 1;
          sentAt.set(total, now());
          return total;
        },
        onTaken: (ms: number) => void acks.push(ms),
      };
      const from = now();
      if (perSecond === undefined) await saturate(chosen, { ms, count }, posting);
      else await pace(chosen, { ms, perSecond }, posting);
      span = { posted: total - before, from, to: now() };
    },
    /** How many there have been since the start; they are numbered from 1. */
    total: () => total,
    posted: (): Pick<Report, 'posted' | 'from' | 'to' | 'ack'> => ({
      ...span,
      ack: percentiles(acks),
    }),
  };
}
