import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { addPerson, connectTo } from '../support/api.ts';
import { type Subscriber, subscribe } from '../support/subscriber.ts';
import { until } from '../support/until.ts';

/** Somebody who posts steadily and reads along, all through one proxy, as a client does. */
export interface Visitor {
  name: string;
  stream: Subscriber;
  /** The bodies that were posted. */
  posted: string[];
  /** What a post was answered with instead, each time: a status, or the error. It was repeated. */
  refusals: string[];
  /** The longest that a post took with its repetitions, since it was last set. */
  longestMs: number;
  /** Whether the session still lives. */
  isSignedIn(): Promise<boolean>;
  /** Ends the posting, waits until all has been read, and ends the stream. */
  leave(): Promise<void>;
}

const PAUSE_MS = 40;

export async function visit(
  name: string,
  url: string,
  adminToken: string,
  channelId: string,
): Promise<Visitor> {
  const api = connectTo(url);
  const { token } = await addPerson(api, adminToken, name);
  const { body } = await api.get('/channels', token);
  const stream = subscribe(() => url, token, body.cursor);
  let isLeaving = false;
  const visitor: Visitor = {
    name,
    stream,
    posted: [],
    refusals: [],
    longestMs: 0,
    isSignedIn: async () => (await api.get('/session', token)).status === 200,
    async leave() {
      isLeaving = true;
      await posting;
      const last = visitor.posted.at(-1);
      await until(() => stream.messages.some((message) => message.body === last));
      await stream.stop();
    },
  };

  async function postOne(): Promise<void> {
    const message = { clientId: randomUUID(), body: `${name} ${visitor.posted.length}` };
    const from = performance.now();
    await until(async () => {
      const status = await api
        .request('POST', `/channels/${channelId}/messages`, {
          token,
          body: message,
          headers: { 'x-request-id': requestIdOf(name) },
        })
        .then((answer) => answer.status, String);
      const isPosted = status === 201 || status === 200;
      if (!isPosted) visitor.refusals.push(String(status));
      return isPosted;
    }, 20_000);
    visitor.longestMs = Math.max(visitor.longestMs, performance.now() - from);
    visitor.posted.push(message.body);
    await delay(PAUSE_MS);
  }

  const posting = (async () => {
    while (!isLeaving) await postOne();
  })();
  posting.catch(() => undefined);
  return visitor;
}

/** By which a server's log shows whose posts have come to it. */
export function requestIdOf(name: string): string {
  return `posted-by-${name}`;
}
