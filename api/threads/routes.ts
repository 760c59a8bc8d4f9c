import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { follow, unfollow } from './followers.ts';
import { getThread, listThreads } from './list-threads.ts';
import { threadOperations } from './operations.ts';
import { openThread } from './threads.ts';

export function threadRoutes(db: Kysely<Tables>, authenticated: MiddlewareHandler<AppEnv>): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(threadOperations.openThread), async (c) => {
    const { id, isNew } = await openThread(db, actorOf(c), c.req.valid('param').id);
    const thread = await getThread(db, c.get('credential').userId, id);
    return isNew ? c.json(thread, 201) : c.json(thread, 200);
  });

  router.openapi(route(threadOperations.listThreads), async (c) =>
    c.json(await listThreads(db, c.get('credential').userId, c.req.valid('query')), 200),
  );

  router.openapi(route(threadOperations.getThread), async (c) => {
    const { userId } = c.get('credential');
    return c.json(await getThread(db, userId, c.req.valid('param').id), 200);
  });

  router.openapi(route(threadOperations.followThread), async (c) => {
    await follow(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  router.openapi(route(threadOperations.unfollowThread), async (c) => {
    await unfollow(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  return router;
}
