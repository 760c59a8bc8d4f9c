import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import type { AppEnv } from '../../http/env.ts';
import { createRouter, open, type Router, securedBy } from '../../http/router.ts';
import { actorOf, requireAdmin } from '../credentials/authenticate.ts';
import { createChallenge } from '../proofs/device-proof.ts';
import { changeDevice, changeKey, deleteKey, freeDevice } from './change.ts';
import { listDevices } from './list.ts';
import { deviceOperations } from './operations.ts';

export interface DeviceRoutesDeps {
  db: Kysely<Tables>;
  /** The server's secret. */
  secret: string;
  authenticated: MiddlewareHandler<AppEnv>;
}

export function deviceRoutes({ db, secret, authenticated }: DeviceRoutesDeps): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(open(deviceOperations.challengeDevice), (c) =>
    c.json(createChallenge(secret, Date.now()), 201),
  );

  router.openapi(route(deviceOperations.listDevices), async (c) => {
    requireAdmin(c);
    return c.json(await listDevices(db, c.req.valid('query')), 200);
  });

  router.openapi(route(deviceOperations.changeDevice), async (c) => {
    requireAdmin(c);
    await changeDevice(db, actorOf(c), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  });

  router.openapi(route(deviceOperations.freeDevice), async (c) => {
    requireAdmin(c);
    await freeDevice(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  router.openapi(route(deviceOperations.changeDeviceKey), async (c) => {
    requireAdmin(c);
    await changeKey(db, actorOf(c), c.req.valid('param'), c.req.valid('json'));
    return c.body(null, 204);
  });

  router.openapi(route(deviceOperations.deleteDeviceKey), async (c) => {
    requireAdmin(c);
    await deleteKey(db, actorOf(c), c.req.valid('param'));
    return c.body(null, 204);
  });

  return router;
}
