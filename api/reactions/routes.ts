import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { invalidField } from '../http/problem.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { isEmoji } from '../lib/emoji.ts';
import { reactionOperations } from './operations.ts';
import { addReaction, removeReaction } from './reactions.ts';

export function reactionRoutes(
  db: Kysely<Tables>,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(reactionOperations.addReaction), async (c) => {
    const { id, emoji } = c.req.valid('param');
    requireEmoji(emoji);
    await addReaction(db, actorOf(c), id, emoji);
    return c.body(null, 204);
  });

  router.openapi(route(reactionOperations.removeReaction), async (c) => {
    const { id, emoji } = c.req.valid('param');
    requireEmoji(emoji);
    await removeReaction(db, actorOf(c), id, emoji);
    return c.body(null, 204);
  });

  return router;
}

/** @throws Problem `invalid-request` */
function requireEmoji(text: string): void {
  if (isEmoji(text)) return;
  throw invalidField('emoji', 'must be one emoji, percent-encoded: /reactions/%F0%9F%91%8D');
}
