import type { Logger } from 'pino';
import { Problem } from '../problem.ts';
import { createRouter, type Router } from '../router.ts';
import { healthz } from './routes.ts';

/** What is served while there is no database yet, or no longer: the process lives, and is not ready. */
export function startingApp(log: Logger): Router {
  const app = createRouter();
  app.get('/healthz', healthz);
  app.onError((error) => {
    if (error instanceof Problem) return error.toResponse();
    log.error({ err: error }, 'unexpected error');
    return new Problem('internal-error', 'This is a fault of the server.').toResponse();
  });
  app.all('*', () => {
    throw new Problem(
      'service-unavailable',
      'The server is starting or stopping. Try again soon.',
      {},
      { 'retry-after': '1' },
    );
  });
  return app;
}
