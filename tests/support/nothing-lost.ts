import { expect } from 'vitest';
import type { Answer, Api } from './api.ts';
import type { Follow } from './follow.ts';
import { post, postUntilAcknowledged } from './posting.ts';
import { until } from './until.ts';

/** Who posts where. */
export interface Poster {
  server: Api;
  token: string;
  channelId: string;
}

export interface Fault {
  /** Causes the fault, while four posters go on until after it resolves. */
  fault(): Promise<void>;
  /**
   * True: the stream must get a `reset`. False: it must bring every message without one. In both
   * cases it must stay open.
   */
  mustReset?: boolean;
}

/**
 * Posts all through a fault. Expects that each acknowledged post is in the history once and,
 * without `mustReset`, came over the stream that was opened before the fault, and that each refusal
 * is as the contract says.
 *
 * @returns the refusals
 */
export async function expectNothingLost(
  { server, token, channelId }: Poster,
  { fault, mustReset = false }: Fault,
): Promise<Answer[]> {
  const { seq: start } = await post(server, token, channelId, 'before the fault');
  const stream = await server.follow(token);
  const refusals: Answer[] = [];
  const acknowledged: string[] = [];
  let isOver = false;
  const posting = Promise.all(
    [0, 1, 2, 3].map(async (poster) => {
      for (let index = 0; !isOver; index += 1) {
        const body = `${poster}/${index}`;
        await postUntilAcknowledged(
          () => server,
          token,
          channelId,
          body,
          (answer) => refusals.push(answer),
        );
        acknowledged.push(body);
      }
    }),
  );
  const more = () => {
    const goal = acknowledged.length + 10;
    return until(() => acknowledged.length >= goal, 40_000);
  };
  await more();
  await fault();
  await more();
  isOver = true;
  await posting;
  const kept = await bodiesAfter({ server, token, channelId }, start);
  expect(kept).toHaveLength(acknowledged.length);
  expect(new Set(kept)).toEqual(new Set(acknowledged));
  // This is the stream from before the fault, never reconnected.
  if (mustReset) {
    await stream.next('reset');
  } else {
    await until(() => heard(stream, channelId).length >= kept.length);
    expect(heard(stream, channelId)).toEqual(kept);
  }
  expect(stream.isOver()).toBe(false);
  stream.abort();
  for (const answer of refusals) expectUnavailable(answer);
  return refusals;
}

function heard({ events }: Follow, channelId: string): string[] {
  return events
    .filter(({ event, data }) => event === 'message.created' && data.channelId === channelId)
    .map(({ data }) => data.body);
}

/** The bodies of the messages after `seq`; expects that their sequence has no hole. */
export async function bodiesAfter(
  { server, token, channelId }: Poster,
  seq: number,
): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const path = `/channels/${channelId}/messages?after=${seq + bodies.length}&limit=200`;
    const { status, body } = await server.get(path, token);
    expect(status).toBe(200);
    const messages: { body: string; seq: number }[] = body.messages;
    const from = seq + bodies.length + 1;
    expect(messages.map((message) => message.seq)).toEqual(
      messages.map((_, index) => from + index),
    );
    bodies.push(...messages.map((message) => message.body));
    if (!body.hasMore) return bodies;
  }
}

/** A refusal as the contract words it: try again, in problem+json. */
export function expectUnavailable({ status, headers, body }: Answer): void {
  expect([status, body.code]).toEqual([503, 'service-unavailable']);
  expect(headers.get('content-type')).toContain('application/problem+json');
}
