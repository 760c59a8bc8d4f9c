import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Ask } from '../request.ts';
import type { Conditions } from './conditions.ts';

export interface KeeperOptions {
  ask: Ask;
  random: Random;
  conditions: Conditions;
  urls: readonly string[];
  token: string;
  channelIds: readonly string[];
  userIds: readonly string[];
}

/** Adds people to private channels and removes them, over and over. */
export async function changeMemberships(options: KeeperOptions): Promise<void> {
  const { ask, random, conditions, urls, token, channelIds, userIds } = options;
  while (!conditions.isOver) {
    const path = `/channels/${random.pick(channelIds)}/members/${random.pick(userIds)}`;
    const method = random.chance(0.55) ? 'PUT' : 'DELETE';
    await ask(random.pick(urls), method, path, { token });
    await delay(random.between(50, 350));
  }
}
