import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { FAIR, type Weather, type Wire } from '../wire.ts';
import { fault, type Stage } from './fault.ts';

const SOME = 0.6;

/** What can happen between the clients and the nodes. */
export const networkFaults = {
  'slow-network': weather([1_000, 6_000], (random) => ({
    ...FAIR,
    delayMs: random.between(20, 300),
    bytesPerSecond: random.between(2_000, 50_000),
  })),
  'stall-network': weather([500, 8_000], () => ({ ...FAIR, isStalled: true })),
  'drop-connections': fault({
    touches: 'network',
    holdMs: [500, 4_000],
    async inject(stage, random) {
      const chosen = choose(stage, random);
      let isOver = false;
      const cutting = (async () => {
        while (!isOver) {
          for (const wire of chosen) if (random.chance(0.3)) wire.cut();
          await delay(random.between(50, 500));
        }
      })();
      return {
        detail: `${chosen.length} wires, again and again`,
        async lift() {
          isOver = true;
          await cutting;
        },
      };
    },
  }),
  'reconnect-storm': fault({
    touches: 'network',
    holdMs: [1_000, 3_000],
    async inject({ followers }, random) {
      let isOver = false;
      const storming = (async () => {
        while (!isOver) {
          for (const follower of followers) follower.drop();
          await delay(random.between(100, 700));
        }
      })();
      return {
        detail: `${followers.length} streams at once, over and over`,
        async lift() {
          isOver = true;
          await storming;
        },
      };
    },
  }),
};

function weather(holdMs: readonly [number, number], make: (random: Random) => Weather) {
  return fault({
    touches: 'network',
    holdMs,
    async inject(stage, random) {
      const chosen = choose(stage, random);
      const made = make(random);
      for (const wire of chosen) wire.set(made);
      const { delayMs, bytesPerSecond } = made;
      const slowness = `, ${Math.round(delayMs)} ms, ${Math.round(bytesPerSecond)} bytes a second`;
      return {
        detail: `${chosen.length} wires${made.isStalled ? '' : slowness}`,
        lift: () => chosen.forEach((wire) => void wire.set(FAIR)),
      };
    },
  });
}

/** The wires of some of the clients. */
function choose({ wires }: Stage, random: Random): Wire[] {
  return wires.filter(() => random.chance(SOME)).flat();
}
