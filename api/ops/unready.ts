import type { BlockList } from 'node:net';
import type { Logger } from 'pino';
import { Problem } from '../http/problem.ts';
import { requireFrom } from '../http/request.ts';
import { createRouter, type Router } from '../http/router.ts';
import { within } from '../lib/within.ts';
import { healthz } from './routes.ts';

/** Longer than a start takes when the database answers, and shorter than a client would wait. */
const PATIENCE_MS = 5_000;

/**
 * Serves while the server starts and while it stops: `/healthz` answers, and `/readyz` tells a
 * proxy to use another server. Any other request waits a little for the whole API and is then
 * answered by it, since a proxy must not send a refused post to another server.
 *
 * @param whole the whole API; resolves to undefined or rejects where that will never be there
 */
export function unreadyApp(
  log: Logger,
  { trustedProxies, opsAccess }: { trustedProxies: BlockList; opsAccess: BlockList },
  whole: () => Promise<Router | undefined>,
): Router {
  const router = createRouter();
  router.get('/healthz', healthz);
  router.get('/readyz', (c) => {
    c.set('trustedProxies', trustedProxies);
    requireFrom(c, opsAccess);
    return refuse();
  });
  router.onError((error) => {
    if (error instanceof Problem) return error.toResponse();
    log.error({ err: error }, 'unexpected error');
    return new Problem('internal-error', 'This is a fault of the server.').toResponse();
  });
  router.all('*', async (c) => {
    const app = await within(PATIENCE_MS, whole()).catch(() => undefined);
    if (app === undefined) {
      const { method } = c.req;
      const requestId = c.env?.outgoing?.requestId;
      log.warn({ requestId, method }, 'refused while starting or stopping');
    }
    return app?.fetch(c.req.raw, c.env) ?? refuse();
  });
  return router;
}

function refuse(): never {
  throw new Problem(
    'service-unavailable',
    'The server is starting or stopping. Try again soon.',
    {},
    { 'retry-after': '1' },
  );
}
