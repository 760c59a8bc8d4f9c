import { z } from 'zod';
import type { Failure } from './records.ts';

export interface Answered {
  /** 0 where no answer came. */
  status: number;
  sentAt: number;
  answeredAt: number;
  body: unknown;
}

/** How long a client waits for an answer, in milliseconds. */
const PATIENCE_MS = 4_000;

/** Milliseconds since the run began. */
export type Clock = () => number;

/** A request over the API that never throws: that no answer came is an outcome like others. */
export type Ask = (
  url: string,
  method: string,
  path: string,
  given?: { token?: string; body?: unknown },
) => Promise<Answered>;

/** Each answer of 500 or more is noted in `failures`, whoever asked. */
export const createAsk =
  (clock: Clock, failures: Failure[]): Ask =>
  async (url, method, path, given) => {
    const answer = await request(clock, url, method, path, given);
    noteFailure(failures, `${method} ${path}`, answer);
    return answer;
  };

/** 500 is a fault of the server whatever happens around it; others say that it cannot serve now. */
export function noteFailure(
  failures: Failure[],
  request: string,
  { status, sentAt, answeredAt }: Omit<Answered, 'body'>,
): void {
  if (status < 500) return;
  const what = `${request} was answered ${status}`;
  failures.push({ what, from: sentAt, to: answeredAt, isExcusable: status !== 500 });
}

async function request(
  clock: Clock,
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Answered> {
  const sentAt = clock();
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      sentAt,
      answeredAt: clock(),
      body: isJson ? JSON.parse(text) : text,
    };
  } catch {
    return { status: 0, sentAt, answeredAt: clock(), body: undefined };
  }
}

export const messageSchema = z.object({
  id: z.string(),
  channelId: z.string(),
  seq: z.number(),
  authorId: z.string(),
  clientId: z.string().nullable(),
  body: z.string().nullable(),
});
