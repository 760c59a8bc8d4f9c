import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { createRouter, json, type Router, securedRoutes } from '../http/router.ts';
import { type Presence, presenceSchema } from './contract.ts';

export function presenceRoutes(
  read: () => Promise<Presence>,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedRoutes('Presence', authenticated);
  router.openapi(
    route('getPresence', {
      method: 'get',
      path: '/presence',
      summary: 'Who is connected at this moment',
      responses: {
        200: json(presenceSchema, 'Derived from the live sessions'),
      },
    }),
    async (c) => c.json(await read(), 200),
  );
  return router;
}
