import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { createApiToken, deleteApiToken, listApiTokens } from './credentials/api-tokens.ts';
import { actorOf, requireSession } from './credentials/authenticate.ts';
import { explainDeadToken } from './credentials/dead-token.ts';
import { tokenOperations } from './operations.ts';

/** An API token cannot make, see or delete tokens, so a thief cannot use one to get another. */
export function tokenRoutes(db: Kysely<Tables>, authenticated: MiddlewareHandler<AppEnv>): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(tokenOperations.createToken), async (c) => {
    const credential = requireSession(c);
    const { userId } = credential;
    const created = await createApiToken(db, actorOf(c), userId, c.req.valid('json'));
    if (created === undefined) throw await explainDeadToken(db, credential.tokenDigest);
    return c.json(created, 201);
  });

  router.openapi(route(tokenOperations.listTokens), async (c) =>
    c.json({ tokens: await listApiTokens(db, requireSession(c).userId) }, 200),
  );

  router.openapi(route(tokenOperations.deleteToken), async (c) => {
    const { userId } = requireSession(c);
    await deleteApiToken(db, actorOf(c), userId, c.req.valid('param').id);
    return c.body(null, 204);
  });

  return router;
}
