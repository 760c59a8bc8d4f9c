import { setTimeout as delay } from 'node:timers/promises';
import { HEARTBEAT } from '../world.ts';
import { fault } from './fault.ts';

/** What clients can do to a server. */
export const clientFaults = {
  'stall-readers': fault({
    touches: 'clients',
    holdMs: [1_000, 8_000],
    async inject({ followers }, random) {
      const chosen = followers.filter(() => random.chance(0.5));
      for (const follower of chosen) follower.stall();
      return {
        detail: `${chosen.length} do not read`,
        lift: () => chosen.forEach((follower) => void follower.goOn()),
      };
    },
  }),
  'clock-jump': fault({
    touches: 'clients',
    holdMs: [0, 0],
    async inject({ followers, seatTakers }, random) {
      const sleepers = followers.filter(() => random.chance(0.5));
      const ms = HEARTBEAT.timeoutMs * random.between(0.8, 3);
      for (const follower of sleepers) follower.drop(ms);
      for (const taker of seatTakers) if (random.chance(0.6)) taker.sleep(ms);
      const detail = `${sleepers.length} streams and some seats sleep for ${Math.round(ms)} ms`;
      return { detail, lift: () => delay(ms) };
    },
  }),
  'duplicate-posts': fault({
    touches: 'clients',
    holdMs: [1_000, 6_000],
    async inject({ conditions }) {
      conditions.duplicate = true;
      return {
        detail: 'each to both nodes at once',
        lift() {
          conditions.duplicate = false;
        },
      };
    },
  }),
  'reorder-posts': fault({
    touches: 'clients',
    holdMs: [1_000, 6_000],
    async inject({ conditions }) {
      conditions.reorder = true;
      return {
        detail: 'held back, shuffled, and one sent again',
        lift() {
          conditions.reorder = false;
        },
      };
    },
  }),
};
