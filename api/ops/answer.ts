import { randomUUID } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/** Longer ones, and others than these characters, are not for a log. */
const USABLE_ID = /^[\w=-]{1,255}$/;

/**
 * What every answer says where it says nothing else: it is for the one who asked, and for now. The
 * library is asked once; to have it add them to each answer is a good part of what a post costs.
 */
const STANDARD = { ...(await askSecureHeaders()), 'cache-control': 'no-store' };

/** Node's response with the headers that every answer has, whoever writes it. */
export class Answer<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  /** The client's or its proxy's, where they gave one, so that their logs and ours tell of the same. */
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
  // HTTPS, and so whether to insist on it, is the proxy's.
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.get('/', (c) => c.body(null));
  const { headers } = await app.request('/');
  return Object.fromEntries(headers);
}
