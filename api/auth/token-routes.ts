import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/tables/tables.ts';
import type { AppEnv } from '../http/env.ts';
import { logOf } from '../http/request.ts';
import {
  body,
  bodyRefusals,
  createRoute,
  createRouter,
  credentialRefusals,
  idParam,
  json,
  noContent,
  type Router,
  refusals,
  security,
} from '../http/router.ts';
import { apiTokenSchema, createdApiTokenSchema, newApiTokenSchema } from './contract.ts';
import { createApiToken, deleteApiToken, listApiTokens } from './credentials/api-tokens.ts';
import { actorOf, requireSession } from './credentials/authenticate.ts';
import { explainDeadToken } from './credentials/dead-token.ts';

const tags = ['API tokens'];

/** A token cannot make, see or delete tokens: whoever steals one gains no more than it had. */
export function tokenRoutes(db: Kysely<Tables>, authenticated: MiddlewareHandler<AppEnv>): Router {
  const router = createRouter();

  router.openapi(
    createRoute({
      method: 'post',
      path: '/tokens',
      tags,
      summary: 'Make a token for scripts',
      security,
      middleware: [authenticated] as const,
      request: { body: body(newApiTokenSchema) },
      responses: {
        201: json(createdApiTokenSchema, 'Made; the token is shown this once'),
        ...refusals(...credentialRefusals, ...bodyRefusals),
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
    createRoute({
      method: 'get',
      path: '/tokens',
      tags,
      summary: "The caller's tokens",
      security,
      middleware: [authenticated] as const,
      responses: {
        200: json(z.object({ tokens: z.array(apiTokenSchema) }), 'Without the secrets'),
        ...refusals(...credentialRefusals),
      },
    }),
    async (c) => c.json({ tokens: await listApiTokens(db, requireSession(c).userId) }, 200),
  );

  router.openapi(
    createRoute({
      method: 'delete',
      path: '/tokens/{id}',
      tags,
      summary: 'Delete a token, at once',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam },
      responses: {
        204: noContent('Deleted'),
        ...refusals(...credentialRefusals, 'not-found'),
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
