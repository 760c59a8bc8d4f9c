import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isTaken } from '../oracle/seats.ts';
import type { Random } from '../random.ts';
import type { SeatRecord, StreamRecord } from '../records.ts';
import { ask, type Clock } from '../request.ts';
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
  clock: Clock;
  random: Random;
  conditions: Conditions;
  wires: readonly Wire[];
  /** Fewer than there are takers, so that they get in each other's way. */
  accounts: readonly Account[];
  devices: readonly string[];
  heartbeat: { intervalMs: number; timeoutMs: number };
  seats: SeatRecord[];
  streams: StreamRecord[];
}

export interface SeatTaker {
  /** Resolves when it has given back what it held. */
  done: Promise<void>;
  /** No sign of life for so long, then on with the token that it had, as a lid that was closed. */
  sleep(ms: number): void;
}

const signedInSchema = z.object({ token: z.string() });

/** Logs in somewhere as somebody, beats, and logs out, vanishes, or tries a token that is over. */
export function takeSeats(options: SeatTakerOptions): SeatTaker {
  const { clock, random, conditions, wires, heartbeat } = options;
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
    const answer = await ask(clock, random.pick(wires).url, 'POST', '/sessions', { body });
    const { sentAt, answeredAt, status } = answer;
    const seat = { userId: id, device, sentAt, answeredAt, status, uses: [], leaves: [] };
    options.seats.push(seat);
    return { seat, token: signedInSchema.safeParse(answer.body).data?.token };
  }

  async function use(seat: SeatRecord, token: string, method: string, path: string) {
    const { sentAt, answeredAt, status } = await ask(clock, random.pick(wires).url, method, path, {
      token,
    });
    const made = { sentAt, answeredAt, status };
    (method === 'DELETE' ? seat.leaves : seat.uses).push(made);
    return made;
  }

  async function stay(seat: SeatRecord, token: string): Promise<void> {
    const until = clock() + random.between(500, 6_000);
    while (clock() < until && !conditions.isOver) {
      await delay(heartbeat.intervalMs + sleepMs);
      sleepMs = 0;
      const { status } = await use(seat, token, 'POST', '/session/heartbeat');
      if (status === 401) return;
    }
  }

  async function leave(seat: SeatRecord, token: string): Promise<void> {
    for (;;) {
      const { status } = await use(seat, token, 'DELETE', '/session');
      if (status === 401 || isTaken({ status })) return;
      await delay(200);
    }
  }

  function listen(seat: SeatRecord, token: string): Follower {
    const name = `${options.name} as ${seat.userId} at ${Math.round(seat.answeredAt)}`;
    const follower = follow({ name, userId: seat.userId, token, random, wires });
    options.streams.push(follower.record);
    return follower;
  }

  async function sit(): Promise<void> {
    const { seat, token } = await logIn();
    if (token === undefined) return void (await delay(random.between(100, 600)));
    const stream = random.chance(0.6) ? listen(seat, token) : undefined;
    await stay(seat, token);
    const vanishes = random.chance(0.3) && !conditions.isOver;
    if (vanishes) {
      await delay(random.chance(0.5) ? 0 : heartbeat.timeoutMs * random.between(0.5, 3));
    } else {
      await leave(seat, token);
    }
    // A token that may be over, on whichever node.
    if (random.chance(0.7)) await use(seat, token, 'GET', '/session');
    stream?.stop();
    await delay(random.between(0, 500));
    if (random.chance(0.5)) await use(seat, token, 'GET', '/session');
  }

  async function run(): Promise<void> {
    while (!conditions.isOver) await sit();
  }

  return {
    done: run(),
    sleep(ms) {
      sleepMs = ms;
    },
  };
}
