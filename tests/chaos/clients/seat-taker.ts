import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { until } from '../../support/until.ts';
import { isTaken } from '../oracle/seats.ts';
import type { Random } from '../random.ts';
import type { Failure, SeatRecord, StreamRecord } from '../records.ts';
import type { Ask, Clock } from '../request.ts';
import type { Wire } from '../wire.ts';
import type { Conditions } from './conditions.ts';
import { type Follower, follow } from './follower.ts';

export interface Account {
  id: string;
  username: string;
  password: string;
}

export interface SeatTakerOptions {
  name: string;
  ask: Ask;
  clock: Clock;
  failures: Failure[];
  random: Random;
  conditions: Conditions;
  wires: readonly Wire[];
  /** Fewer than there are takers, so that they get in each other's way. */
  accounts: readonly Account[];
  devices: readonly string[];
  stayMs: readonly [least: number, most: number];
  /** The share of seats that it leaves without a word. */
  vanishing: number;
  heartbeat: { intervalMs: number; timeoutMs: number };
  seats: SeatRecord[];
  streams: StreamRecord[];
}

/** A stream that nobody ended has gone on by then for longer than it may, in milliseconds. */
const LINGER_MS = 6_000;

export interface SeatTaker {
  /** Resolves when it has given back what it held. */
  done: Promise<void>;
  /** No sign of life for so long, then on with the token that it had, as a lid that was closed. */
  sleep(ms: number): void;
}

const signedInSchema = z.object({ token: z.string() });

/** Logs in somewhere as somebody, beats, and logs out, vanishes, or tries a token that is over. */
export function takeSeats(options: SeatTakerOptions): SeatTaker {
  const { ask, clock, failures, random, conditions, wires, heartbeat, vanishing } = options;
  const lingering: Promise<void>[] = [];
  let sleepMs = 0;

  async function logIn(): Promise<{ seat: SeatRecord; token: string | undefined }> {
    const { id, username, password } = random.pick(options.accounts);
    const device = random.pick(options.devices);
    const body = {
      username,
      password,
      device: { fingerprint: `fingerprint-of-${device}` },
      takeover: random.chance(0.5),
    };
    const answer = await ask(random.pick(wires).url, 'POST', '/sessions', { body });
    const { sentAt, answeredAt, status } = answer;
    const made = { uses: [], leaves: [], streams: [] };
    const seat = { userId: id, device, sentAt, answeredAt, status, ...made };
    options.seats.push(seat);
    return { seat, token: signedInSchema.safeParse(answer.body).data?.token };
  }

  async function use(
    seat: SeatRecord,
    token: string,
    method: string,
    path: string,
    { url } = random.pick(wires),
  ) {
    const { sentAt, answeredAt, status } = await ask(url, method, path, { token });
    const made = { sentAt, answeredAt, status };
    (method === 'DELETE' ? seat.leaves : seat.uses).push(made);
    return made;
  }

  async function stay(seat: SeatRecord, token: string): Promise<void> {
    const staysUntil = clock() + random.between(...options.stayMs);
    while (clock() < staysUntil && !conditions.isOver) {
      await delay(heartbeat.intervalMs + sleepMs);
      sleepMs = 0;
      const { status } = await use(seat, token, 'POST', '/session/heartbeat');
      if (status === 401) return;
    }
  }

  async function leave(seat: SeatRecord, token: string, wire: Wire | undefined): Promise<void> {
    while (!conditions.isAbandoned) {
      const { status } = await use(seat, token, 'DELETE', '/session', wire);
      if (status === 401 || isTaken({ status })) return;
      await delay(200);
    }
  }

  function listen(seat: SeatRecord, token: string, wire: Wire): Follower {
    const name = `${options.name} as ${seat.userId} at ${Math.round(seat.answeredAt)}`;
    const { userId } = seat;
    const follower = follow({ name, userId, token, random, wires: [wire], clock, failures });
    options.streams.push(follower.record);
    seat.streams.push(follower.opening);
    return follower;
  }

  /** Leaves it to the server to end the stream of a seat that is over. */
  async function linger({ opening, stop }: Follower): Promise<void> {
    await until(() => Number.isFinite(opening.endedAt), LINGER_MS).catch(() => undefined);
    stop();
  }

  async function sit(): Promise<void> {
    const { seat, token } = await logIn();
    if (token === undefined) return void (await delay(random.between(100, 600)));
    const [here, there] = random.shuffle(wires);
    const isHeard = there !== undefined && random.chance(0.8);
    const stream = isHeard ? listen(seat, token, there) : undefined;
    await stay(seat, token);
    const vanishes = random.chance(vanishing) && !conditions.isOver;
    if (vanishes) {
      const ms = random.chance(0.5) ? 0 : heartbeat.timeoutMs * random.between(0.5, 3);
      await until(() => conditions.isOver, ms).catch(() => undefined);
    } else {
      await leave(seat, token, here);
    }
    // A token that may be over, on whichever node.
    if (random.chance(0.7)) await use(seat, token, 'GET', '/session');
    if (stream !== undefined) lingering.push(linger(stream));
    await delay(random.between(0, 500));
    if (random.chance(0.5)) await use(seat, token, 'GET', '/session');
  }

  async function run(): Promise<void> {
    while (!conditions.isOver) await sit();
    await Promise.all(lingering);
  }

  return {
    done: run(),
    sleep(ms) {
      sleepMs = ms;
    },
  };
}
