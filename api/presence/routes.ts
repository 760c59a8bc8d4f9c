import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import {
  createRoute,
  createRouter,
  credentialRefusals,
  json,
  type Router,
  refusals,
  security,
} from '../http/router.ts';
import { type Presence, presenceSchema } from './contract.ts';

export function presenceRoutes(
  read: () => Promise<Presence>,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  router.openapi(
    createRoute({
      method: 'get',
      path: '/presence',
      tags: ['Presence'],
      summary: 'Who is connected at this moment',
      security,
      middleware: [authenticated] as const,
      responses: {
        200: json(presenceSchema, 'Derived from the live sessions'),
        ...refusals(...credentialRefusals),
      },
    }),
    async (c) => c.json(await read(), 200),
  );
  return router;
}
