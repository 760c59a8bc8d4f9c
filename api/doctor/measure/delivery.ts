import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { asJson, ask, bearer, type Question, type Target } from '../ask.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import { explain } from '../explain.ts';
import type { Answer, Delivery, Outcome } from '../measurements.ts';
import { isReady } from './events.ts';

const MESSAGES = 3;

const made = z.object({ id: z.string() });
const message = z.object({ id: z.string(), channelId: z.string() });
const refused = z.object({ detail: z.string() });

type Call = (question: Question) => Promise<Answer>;
type Open = (headers?: Record<string, string>) => EventStream;

/**
 * Posts a few messages into a private channel of its own, each when the one before has arrived, and
 * resumes a stream after the first. The channel is deleted again, whatever happens.
 */
export async function measureDelivery(target: Target, token: string): Promise<Outcome<Delivery>> {
  const openStream: Open = (headers) => openEventStream(target, token, headers);
  const call: Call = (question) =>
    ask(target, { ...question, headers: { ...question.headers, ...bearer(token) } });
  try {
    const name = `doctor-${randomBytes(6).toString('hex')}`;
    const { status, text } = await call({
      method: 'POST',
      path: '/api/v1/channels',
      ...asJson({ name, kind: 'private' }),
    });
    if (status === 403) return { skipped: refused.parse(JSON.parse(text)).detail };
    if (status !== 201) return { error: `making a channel was answered with ${status}` };
    const { id } = made.parse(JSON.parse(text));
    try {
      const { arrivals, ids, cursor } = await deliver(call, openStream, id);
      const isResumed = cursor !== undefined && (await resumes(openStream, id, ids, cursor));
      return { value: { arrivals, isResumed } };
    } finally {
      await takeAway(target, token, id, name);
    }
  } catch (error) {
    return { error: explain(error) };
  }
}

/** Resolves with the cursor of the first message, which is undefined where one did not arrive. */
async function deliver(call: Call, openStream: Open, channelId: string) {
  const arrivals: number[] = [];
  const ids: string[] = [];
  let cursor: string | undefined;
  const stream = openStream();
  try {
    const isOpen = await stream.until(() => isReady(stream));
    while (isOpen && ids.length < MESSAGES) {
      const postedMs = stream.nowMs();
      const id = await post(call, channelId, `${ids.length + 1} of ${MESSAGES}`);
      const find = () => messagesOf(stream, channelId).find((event) => event.message.id === id);
      await stream.until(() => find() !== undefined);
      const event = find();
      if (event === undefined) return { arrivals, ids, cursor: undefined };
      cursor ??= event.id;
      ids.push(id);
      arrivals.push(event.atMs - postedMs);
    }
    return { arrivals, ids, cursor };
  } finally {
    stream.close();
  }
}

async function takeAway(target: Target, token: string, channelId: string, name: string) {
  const { status } = await ask(
    { ...target, stopped: new AbortController().signal },
    { method: 'DELETE', path: `/api/v1/channels/${channelId}`, headers: bearer(token) },
  );
  if (status !== 204) throw new Error(`the channel ${name} is still there: ${status}`);
}

async function post(call: Call, channelId: string, body: string): Promise<string> {
  const { status, text } = await call({
    method: 'POST',
    path: `/api/v1/channels/${channelId}/messages`,
    ...asJson({ body }),
  });
  if (status !== 201) throw new Error(`a post was answered with ${status}`);
  return made.parse(JSON.parse(text)).id;
}

async function resumes(
  openStream: Open,
  channelId: string,
  [, ...rest]: readonly string[],
  cursor: string,
): Promise<boolean> {
  const stream = openStream({ 'last-event-id': cursor });
  try {
    const got = () => messagesOf(stream, channelId).map((event) => event.message.id);
    await stream.until(() => got().length >= rest.length);
    return got().join() === rest.join();
  } finally {
    stream.close();
  }
}

/** The messages of the channel that have arrived so far. */
function messagesOf(stream: EventStream, channelId: string) {
  return stream.events
    .filter(({ event }) => event === 'message.created')
    .map(({ id, atMs, data }) => ({ id, atMs, message: message.parse(JSON.parse(data)) }))
    .filter((event) => event.message.channelId === channelId);
}
