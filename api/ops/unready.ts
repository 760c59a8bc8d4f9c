import type { Logger } from 'pino';
import { Problem } from '../http/problem.ts';
import { createRouter, type Router } from '../http/router.ts';
import { within } from '../lib/within.ts';
import { healthz } from './routes.ts';

/** Longer than a start takes where the database is there, and shorter than who asks would wait. */
const PATIENCE_MS = 5_000;

/**
 * What is served before the server is ready, and while it leaves: the process lives, and a proxy
 * that asks is told to go elsewhere. Whoever has come here all the same is served, and waits a
 * little for it, since a proxy must not send a post elsewhere once it has been refused.
 *
 * @param whole the whole API; it answers undefined, or rejects, where that will never be there
 */
export function unreadyApp(log: Logger, whole: () => Promise<Router | undefined>): Router {
  const router = createRouter();
  router.get('/healthz', healthz);
  router.get('/readyz', refuse);
  router.onError((error) => {
    if (error instanceof Problem) return error.toResponse();
    log.error({ err: error }, 'unexpected error');
    return new Problem('internal-error', 'This is a fault of the server.').toResponse();
  });
  router.all('*', async (c) => {
    const app = await within(PATIENCE_MS, whole()).catch(() => undefined);
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
