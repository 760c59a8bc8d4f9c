import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { PresenceSample, SeatListing } from '../records.ts';
import type { Ask } from '../request.ts';
import type { Conditions } from './conditions.ts';

export interface WatcherOptions {
  ask: Ask;
  conditions: Conditions;
  urls: readonly string[];
  token: string;
  presence: PresenceSample[];
  listings: SeatListing[];
}

const PAUSE_MS = 400;

export const presenceSchema = z.object({
  online: z.number(),
  users: z.array(z.object({ userId: z.string() })),
  maxStalenessMs: z.number(),
});
const listingSchema = z.object({
  sessions: z.array(z.object({ userId: z.string(), device: z.object({ id: z.string() }) })),
});

/** Asks every node who is there and who is connected from where, over and over. */
export async function watch(options: WatcherOptions): Promise<void> {
  while (!options.conditions.isOver) {
    await Promise.all(options.urls.map((url, node) => look(options, url, node)));
    await delay(PAUSE_MS);
  }
}

async function look(
  { ask, token, presence, listings }: WatcherOptions,
  url: string,
  node: number,
): Promise<void> {
  const { status, sentAt, answeredAt, body } = await ask(url, 'GET', '/presence', { token });
  if (status === 200) {
    const { online, users, maxStalenessMs } = presenceSchema.parse(body);
    const userIds = users.map(({ userId }) => userId);
    presence.push({ node, sentAt, answeredAt, online, userIds, maxStalenessMs });
  }
  const listed = await ask(url, 'GET', '/sessions', { token });
  if (listed.status !== 200) return;
  const { sessions } = listingSchema.parse(listed.body);
  const seats = sessions.map(({ userId, device }) => ({ userId, deviceId: device.id }));
  listings.push({ at: listed.answeredAt, seats });
}
