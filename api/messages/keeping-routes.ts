import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { messageOperations } from './operations.ts';
import { listPins, setPinned } from './pins.ts';
import { listSaved, saveMessage, unsaveMessage } from './saved.ts';

/** Pins of a channel, and messages that a user puts aside. */
export function keepingRoutes(
  db: Kysely<Tables>,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(messageOperations.pinMessage), async (c) => {
    await setPinned(db, actorOf(c), c.req.valid('param').id, true);
    return c.body(null, 204);
  });

  router.openapi(route(messageOperations.unpinMessage), async (c) => {
    await setPinned(db, actorOf(c), c.req.valid('param').id, false);
    return c.body(null, 204);
  });

  router.openapi(route(messageOperations.listPins), async (c) => {
    const { id } = c.req.valid('param');
    return c.json({ messages: await listPins(db, c.get('credential').userId, id) }, 200);
  });

  router.openapi(route(messageOperations.saveMessage), async (c) => {
    await saveMessage(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  router.openapi(route(messageOperations.unsaveMessage), async (c) => {
    await unsaveMessage(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  router.openapi(route(messageOperations.listSaved), async (c) =>
    c.json(await listSaved(db, c.get('credential').userId, c.req.valid('query')), 200),
  );

  return router;
}
