import { randomUUID } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** A request id that may go into the log. Longer ids, or ids with other characters, may not. */
const USABLE_ID = /^[\w=-]{1,255}$/;

/**
 * The headers of every answer that does not set them itself: the library's security headers, and
 * `no-store`, since an answer is only for its caller and only for now. They are computed once: the
 * library takes a good part of a post's time to add its headers to each answer.
 */
const STANDARD = { ...(await askSecureHeaders()), 'cache-control': 'no-store' };

/** Node's response with the headers that every answer has, whoever writes it. */
export class Answer<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** The client's or its proxy's id where they sent one, so that their logs match ours. */
  readonly requestId = usableId(this.req.headers['x-request-id']) ?? randomUUID();

  override writeHead(status: number, ...rest: unknown[]): this {
    const headers = { ...STANDARD, 'x-request-id': this.requestId, ...Object(rest.at(-1)) };
    return super.writeHead(status, headers);
  }
}

function usableId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && USABLE_ID.test(given) ? given : undefined;
}

async function askSecureHeaders(): Promise<Record<string, string>> {
  const app = new Hono();
  // The proxy serves HTTPS, so the proxy decides on Strict-Transport-Security.
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.get('/', (c) => c.body(null));
  const { headers } = await app.request('/');
  return Object.fromEntries(headers);
}
