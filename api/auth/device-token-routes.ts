import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { logOf } from '../http/request.ts';
import { createRouter, open, type Router } from '../http/router.ts';
import { sessionOperations } from './operations.ts';
import { findDeviceToken, revokeFamily } from './proofs/device-tokens.ts';

/**
 * For a log-out that reaches the server after its session has run out. Whoever has a device token
 * may end it, and a token that no longer works is no error (RFC 7009, section 2.2).
 */
export function deviceTokenRoutes(db: Kysely<Tables>): Router {
  const router = createRouter();
  router.openapi(open(sessionOperations.revokeDeviceToken), async (c) => {
    const row = await findDeviceToken(db, c.req.valid('json').deviceToken);
    if (row !== undefined) {
      await revokeFamily(db, row.familyId);
      logOf(c).info({ userId: row.userId, deviceId: row.deviceId }, 'device token revoked');
    }
    return c.body(null, 204);
  });
  return router;
}
