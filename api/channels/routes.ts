import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf, requireAdmin } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import {
  changeChannel,
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  listJoinable,
} from './channels.ts';
import type { FollowedThreads } from './contract.ts';
import { listEvery } from './list-every.ts';
import { channelOperations } from './operations.ts';

export interface ChannelRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The newest position, as a cursor; what is read afterwards is at least as new. */
  readCursor(): Promise<string>;
  listFollowed(userId: string): Promise<FollowedThreads>;
}

export function channelRoutes({
  db,
  authenticated,
  readCursor,
  listFollowed,
}: ChannelRoutesDeps): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(channelOperations.listChannels), async (c) => {
    const query = c.req.valid('query');
    const isEvery = query.scope === 'all';
    if (isEvery) requireAdmin(c);
    const cursor = await readCursor();
    const { userId } = c.get('credential');
    const channels = await (isEvery ? listEvery(db, userId) : listChannels(db, userId, query.with));
    if (isEvery || query.with !== undefined) return c.json({ channels, cursor }, 200);
    return c.json({ channels, threads: await listFollowed(userId), cursor }, 200);
  });

  router.openapi(route(channelOperations.listJoinableChannels), async (c) =>
    c.json({ channels: await listJoinable(db, c.get('credential').userId) }, 200),
  );

  router.openapi(route(channelOperations.createChannel), async (c) =>
    c.json(await createChannel(db, actorOf(c), c.req.valid('json')), 201),
  );

  router.openapi(route(channelOperations.getChannel), async (c) =>
    c.json(await getChannel(db, c.get('credential').userId, c.req.valid('param').id), 200),
  );

  router.openapi(route(channelOperations.changeChannel), async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await changeChannel(db, actorOf(c), id, c.req.valid('json')), 200);
  });

  router.openapi(route(channelOperations.deleteChannel), async (c) => {
    await deleteChannel(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  return router;
}
