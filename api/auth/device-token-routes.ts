import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { AppEnv } from '../http/env.ts';
import { logOf, originOf } from '../http/request.ts';
import { createRouter, open, type Router, securedBy } from '../http/router.ts';
import { actorOf, requireSession } from './credentials/authenticate.ts';
import { forgetRemembered, listRemembered } from './credentials/families.ts';
import { sessionOperations } from './operations.ts';
import { findDeviceToken, revokeFamily } from './proofs/device-tokens.ts';

export function deviceTokenRoutes(
  db: Kysely<Tables>,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  // For a log-out that reaches the server after its session has run out. Whoever has a device token
  // may end it, and a token that no longer works is no error (RFC 7009, section 2.2).
  router.openapi(open(sessionOperations.revokeDeviceToken), async (c) => {
    const row = await findDeviceToken(db, c.req.valid('json').deviceToken);
    if (row !== undefined) {
      await revokeFamily(db, row.familyId);
      const { userId, deviceId } = row;
      logOf(c).info({ userId, deviceId, address: originOf(c).address }, 'device token revoked');
    }
    return c.body(null, 204);
  });

  router.openapi(route(sessionOperations.listDeviceTokens), async (c) =>
    c.json({ deviceTokens: await listRemembered(db, c.get('credential')) }, 200),
  );

  router.openapi(route(sessionOperations.deleteDeviceToken), async (c) => {
    const { id: seatId } = requireSession(c);
    await forgetRemembered(db, actorOf(c), seatId, c.req.valid('param').id);
    return c.body(null, 204);
  });

  return router;
}
