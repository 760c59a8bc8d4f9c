import type { Conditions } from '../clients/conditions.ts';
import type { Follower } from '../clients/follower.ts';
import type { SeatTaker } from '../clients/seat-taker.ts';
import type { Random } from '../random.ts';
import type { Outage, PostRecord } from '../records.ts';
import type { Wire } from '../wire.ts';
import type { World } from '../world.ts';

/** What faults can be done to. */
export interface Stage {
  world: World;
  /** Of each client, one to each node. */
  wires: readonly (readonly Wire[])[];
  followers: readonly Follower[];
  seatTakers: readonly SeatTaker[];
  conditions: Conditions;
  posts: readonly PostRecord[];
}

export interface Injected {
  /** What exactly, for the report. */
  detail: string;
  /** Makes all as it was before. */
  lift(): void | Promise<void>;
}

export interface Fault {
  /** Two at once touch different things. */
  touches: Outage['touches'][number];
  /** How long it lasts, milliseconds: the least and the most. */
  holdMs: readonly [number, number];
  /** Whether the leases' clock may stand still meanwhile, since no server can write. */
  stopsTime?: true;
  /** Why it cannot be done here. */
  whyNot?(world: World): string | undefined;
  inject(stage: Stage, random: Random): Promise<Injected>;
}

export const fault = (given: Fault): Fault => given;
