import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/tables/tables.ts';
import type { AppEnv } from '../http/env.ts';
import { logOf } from '../http/request.ts';
import {
  body,
  createRouter,
  idParam,
  json,
  noContent,
  type Router,
  securedRoutes,
} from '../http/router.ts';
import { apiTokenSchema, createdApiTokenSchema, newApiTokenSchema } from './contract.ts';
import { createApiToken, deleteApiToken, listApiTokens } from './credentials/api-tokens.ts';
import { actorOf, requireSession } from './credentials/authenticate.ts';
import { explainDeadToken } from './credentials/dead-token.ts';

/** A token cannot make, see or delete tokens: whoever steals one gains no more than it had. */
export function tokenRoutes(db: Kysely<Tables>, authenticated: MiddlewareHandler<AppEnv>): Router {
  const router = createRouter();
  const route = securedRoutes('API tokens', authenticated);

  router.openapi(
    route('createToken', {
      method: 'post',
      path: '/tokens',
      summary: 'Make a token for scripts',
      request: { body: body(newApiTokenSchema) },
      responses: {
        201: json(createdApiTokenSchema, 'Made; the token is shown this once'),
      },
    }),
    async (c) => {
      const credential = requireSession(c);
      const { userId } = credential;
      const created = await createApiToken(db, actorOf(c), userId, c.req.valid('json'));
      if (created === undefined) throw await explainDeadToken(db, credential.tokenDigest);
      logOf(c).info({ userId, tokenId: created.id }, 'API token made');
      return c.json(created, 201);
    },
  );

  router.openapi(
    route('listTokens', {
      method: 'get',
      path: '/tokens',
      summary: "The caller's tokens",
      responses: {
        200: json(z.object({ tokens: z.array(apiTokenSchema) }), 'Without the secrets'),
      },
    }),
    async (c) => c.json({ tokens: await listApiTokens(db, requireSession(c).userId) }, 200),
  );

  router.openapi(
    route('deleteToken', {
      method: 'delete',
      path: '/tokens/{id}',
      summary: 'Delete a token, at once',
      request: { params: idParam },
      responses: {
        204: noContent('Deleted'),
      },
    }),
    async (c) => {
      const { userId } = requireSession(c);
      await deleteApiToken(db, actorOf(c), userId, c.req.valid('param').id);
      return c.body(null, 204);
    },
  );

  return router;
}
