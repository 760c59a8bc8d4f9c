import { type Api, generalOf, type Person } from './api.ts';
import type { StreamEvent } from './follow.ts';

type Event = StreamEvent['data'];

/** Makes a channel and fails loudly where that is refused. */
export async function makeChannel(
  api: Api,
  by: Person,
  name: string,
  extra: Record<string, unknown> = {},
): Promise<Event> {
  const { status, body } = await api.post(
    '/channels',
    { name, kind: 'public', ...extra },
    by.token,
  );
  if (status !== 201) throw new Error(`making ${name}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Posts and returns the message; fails loudly where that is refused. */
export async function say(
  api: Api,
  by: Person,
  channelId: string,
  text: string,
  extra: Record<string, unknown> = {},
): Promise<Event> {
  const { status, body } = await api.post(
    `/channels/${channelId}/messages`,
    { body: text, ...extra },
    by.token,
  );
  if (status !== 201 && status !== 200)
    throw new Error(`posting: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** The channel as it stands in the person's own list. */
export async function listed(api: Api, person: Person, channelId: string): Promise<Event> {
  const { body } = await api.get('/channels', person.token);
  return body.channels.find((channel: { id: string }) => channel.id === channelId);
}

/** All of a channel's messages, page by page. */
export async function history(api: Api, person: Person, channelId: string): Promise<Event[]> {
  const all: Event[] = [];
  for (;;) {
    const after = all.at(-1)?.seq ?? 0;
    const { body } = await api.get(
      `/channels/${channelId}/messages?after=${after}&limit=200`,
      person.token,
    );
    all.push(...body.messages);
    if (!body.hasMore) return all;
  }
}

/** 1, 2, 3 … up to `last`. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/**
 * Posts in the general channel and waits until all streams have the message: they then have
 * everything that came before it.
 */
export async function settled(
  api: Api,
  by: Person,
  streams: readonly {
    next(event: string, matches: (data: Event) => boolean): Promise<StreamEvent>;
  }[],
): Promise<void> {
  const mark = await say(api, by, await generalOf(api, by.token), 'a mark that all see');
  await Promise.all(
    streams.map((stream) => stream.next('message.created', (data) => data.id === mark.id)),
  );
}
