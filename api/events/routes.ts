import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Session } from '../auth/contract.ts';
import type { Credential } from '../auth/credentials/credential.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { PAGE_VERSION, PRESENCE_FORM } from './catalogue.ts';
import { eventOperations } from './operations.ts';
import { openNodeSink, openWebSink } from './sink.ts';
import type { Streams } from './streams.ts';

export interface EventRoutesDeps {
  authenticated: MiddlewareHandler<AppEnv>;
  streams: Streams;
  /** The session of the credential; undefined for API tokens. */
  findSession(credential: Credential): Promise<Session | undefined>;
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Tells nginx not to buffer the stream.
  'x-accel-buffering': 'no',
};

export function eventRoutes({ authenticated, streams, findSession }: EventRoutesDeps): Router {
  const router = createRouter();
  const route = securedBy(authenticated);
  router.openapi(route(eventOperations.followEvents), async (c) => {
    // HEAD requests come here too, and get no stream.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const credential = c.get('credential');
    const stream = await streams.open({
      credential,
      session: await findSession(credential),
      cursor: c.req.valid('header')['last-event-id'] || c.req.valid('query').lastEventId,
      knowsNewEvents: !isOlderPage(c),
      presence: c.req.valid('header')[PRESENCE_FORM],
    });
    return respond(c, stream);
  });
  return router;
}

/**
 * A page that sends its version ignores events that it does not know. An older page, in a browser
 * or in Electron, sends none and fails at such an event. Scripts send none either, and do not fail.
 */
function isOlderPage(c: Context): boolean {
  const isBrowser = c.req.header('user-agent')?.startsWith('Mozilla/') ?? false;
  return isBrowser && c.req.header(PAGE_VERSION) === undefined;
}

/** Writes to Node's socket where there is one, else to a web stream. */
function respond(c: Context<AppEnv>, stream: Awaited<ReturnType<Streams['open']>>): Response {
  const { outgoing } = c.env ?? {};
  let response: Response = RESPONSE_ALREADY_SENT;
  stream.start((events) => {
    const sink = outgoing && openNodeSink(outgoing, headers, events);
    if (sink !== undefined) return sink;
    const web = openWebSink(events);
    response = c.body(web.body, 200, headers);
    return web.sink;
  });
  return response;
}
