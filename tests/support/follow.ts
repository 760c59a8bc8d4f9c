import { createParser } from 'eventsource-parser';
import { soon, until } from './until.ts';

export interface StreamEvent {
  event: string;
  id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an event is what it tests
  data: any;
}

/** An open event stream and all that has come over it. */
export interface Follow {
  status: number;
  headers: Headers;
  events: StreamEvent[];
  /** The newest id, to resume from. */
  cursor(): string;
  /** The values of the `retry:` lines. */
  retries: number[];
  /** Waits for an event of this name (that satisfies `matches`) and returns the first. */
  next(
    event: string,
    matches?: (data: StreamEvent['data']) => boolean,
    timeoutMs?: number,
  ): Promise<StreamEvent>;
  /** The bodies of the messages created, in the order of their coming. */
  bodies(): string[];
  /** True once the server has ended the stream, or the connection broke. */
  isOver(): boolean;
  /** Breaks the connection off, as a client that goes away does. */
  abort(): void;
}

export async function follow(
  url: string,
  token: string,
  cursor?: string,
  headers: Record<string, string> = {},
): Promise<Follow> {
  const aborted = new AbortController();
  const response = await soon(
    fetch(`${url}/api/v1/events`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(cursor === undefined ? {} : { 'last-event-id': cursor }),
        ...headers,
      },
      signal: aborted.signal,
    }),
    'the headers of an event stream',
  );
  const events: StreamEvent[] = [];
  const retries: number[] = [];
  let isOver = false;
  const parser = createParser({
    onEvent: ({ event = 'message', id, data }) =>
      events.push({ event, id, data: JSON.parse(data) }),
    onRetry: (ms) => retries.push(ms),
  });
  void read();

  async function read(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) {
        parser.feed(decoder.decode(bytes, { stream: true }));
      }
    } catch {
      // Aborted, or the server was killed.
    } finally {
      isOver = true;
    }
  }

  const follow: Follow = {
    status: response.status,
    headers: response.headers,
    events,
    retries,
    cursor: () => events.findLast((event) => event.id !== undefined)?.id ?? '',
    next: (name, matches = () => true, timeoutMs) =>
      until(
        () => events.find((event) => event.event === name && matches(event.data)),
        timeoutMs,
      ).catch(() => {
        const seen = events.map((event) => event.event).join(', ');
        throw new Error(`no ${name} came that matches ${matches}; these did: ${seen}`);
      }),
    bodies: () =>
      events.filter(({ event }) => event === 'message.created').map(({ data }) => data.body),
    isOver: () => isOver,
    abort: () => aborted.abort(),
  };
  if (response.status === 200) await follow.next('ready');
  return follow;
}
