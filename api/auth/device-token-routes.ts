import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { logOf } from '../http/request.ts';
import { body, createRouter, noContent, openRoutes, type Router } from '../http/router.ts';
import { revokeDeviceTokenSchema } from './contract.ts';
import { findDeviceToken, revokeFamily } from './proofs/device-tokens.ts';

const open = openRoutes('Sessions', 'service-unavailable');

/**
 * For a log-out that reaches the server after its session has run out: whoever has the token may end
 * it, and one that is dead already is no error (RFC 7009, section 2.2).
 */
export function deviceTokenRoutes(db: Kysely<Tables>): Router {
  const router = createRouter();
  router.openapi(
    open('revokeDeviceToken', {
      method: 'post',
      path: '/device-tokens/revoke',
      summary: 'Forget a device token, without a session',
      request: { body: body(revokeDeviceTokenSchema) },
      responses: {
        204: noContent('It signs nobody in any more, and neither does any that came of it'),
      },
    }),
    async (c) => {
      const row = await findDeviceToken(db, c.req.valid('json').deviceToken);
      if (row !== undefined) {
        await revokeFamily(db, row.familyId);
        logOf(c).info({ userId: row.userId, deviceId: row.deviceId }, 'device token revoked');
      }
      return c.body(null, 204);
    },
  );
  return router;
}
