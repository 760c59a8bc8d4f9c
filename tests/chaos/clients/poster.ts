import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { PostRecord } from '../records.ts';
import { type Ask, type Clock, messageSchema } from '../request.ts';
import type { Wire } from '../wire.ts';
import type { Conditions } from './conditions.ts';

export interface PosterOptions {
  ask: Ask;
  clock: Clock;
  random: Random;
  conditions: Conditions;
  /** One to each node. */
  wires: readonly Wire[];
  userId: string;
  token: string;
  /** Most posts go to the first, which no other poster prefers: on a channel's lock nodes take turns. */
  channelIds: readonly string[];
  /** Where the posts are recorded. */
  posts: PostRecord[];
}

/** At each beat all posters begin at once, so that both nodes commit at the same moments. */
const BEAT_MS = 500;
/** Posts of a beat, one after another without a pause. */
const BURST = 4;
const HELD_BACK = 4;
const AGAIN_MS = 150;

/**
 * Posts in bursts, to either node, until it is over, each post again with the same client id until
 * it is taken or refused. Resolves when the last of its posts is settled.
 */
export async function runPoster(options: PosterOptions): Promise<void> {
  const { clock, random, conditions, wires } = options;
  let count = 0;
  while (!conditions.isOver) {
    if (conditions.reorder) {
      const held = Array.from({ length: HELD_BACK }, () => newPost(options, count++));
      await delay(random.between(0, BEAT_MS));
      await Promise.all(random.shuffle(held).map((post) => settle(options, post)));
      // The one that was held back longest of all comes once more, when all is done.
      await attempt(options, held[0], random.pick(wires));
    } else if (conditions.duplicate) {
      const post = newPost(options, count++);
      await Promise.all(wires.map((wire) => attempt(options, post, wire)));
      await settle(options, post);
    } else {
      for (let sent = 0; sent < BURST; sent += 1) await settle(options, newPost(options, count++));
    }
    if (!conditions.isRush) await delay(BEAT_MS - (clock() % BEAT_MS));
  }
}

function newPost({ random, userId, channelIds, posts }: PosterOptions, number: number): PostRecord {
  const channelId = random.chance(0.7) ? channelIds[0] : random.pick(channelIds);
  const post: PostRecord = {
    authorId: userId,
    channelId: channelId ?? '',
    clientId: crypto.randomUUID(),
    body: `${number} of ${userId}`,
    answers: [],
  };
  posts.push(post);
  return post;
}

async function settle(options: PosterOptions, post: PostRecord): Promise<void> {
  while (!isSettled(post) && !options.conditions.isAbandoned) {
    await attempt(options, post, options.random.pick(options.wires));
    if (!isSettled(post)) await delay(AGAIN_MS);
  }
}

async function attempt(
  { ask, token }: PosterOptions,
  post: PostRecord | undefined,
  { url }: Wire,
): Promise<void> {
  if (post === undefined) return;
  const { channelId, clientId, body } = post;
  const path = `/channels/${channelId}/messages`;
  const answer = await ask(url, 'POST', path, { token, body: { clientId, body } });
  const message = messageSchema.safeParse(answer.body).data;
  post.answers.push({
    status: answer.status,
    at: answer.answeredAt,
    ...(message && { id: message.id, seq: message.seq }),
  });
}

const isSettled = ({ answers }: PostRecord) =>
  answers.some(({ status }) => status >= 200 && status < 500 && status !== 429);
