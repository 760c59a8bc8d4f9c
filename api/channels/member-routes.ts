import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import { answerEncoded, type Encoded } from '../http/encoded.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { openDirect } from './direct.ts';
import { addMember, homeOf, removeMember } from './members.ts';
import { channelOperations } from './operations.ts';
import { markRead, markUnread } from './read-positions.ts';
import { changeSettings } from './settings.ts';
import type { SignTyping } from './typing.ts';

export interface MemberRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The same without the rate of changes. */
  unmetered: MiddlewareHandler<AppEnv>;
  signTyping: SignTyping;
  /** Who is in a channel that the caller may see, as the API answers. */
  listMembers(channelId: string): Promise<Encoded>;
}

/** Members of channels, direct channels, and what members have of a channel for themselves. */
export function memberRoutes({
  db,
  authenticated,
  unmetered,
  signTyping,
  listMembers,
}: MemberRoutesDeps): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(channelOperations.listMembers), async (c) => {
    const { id } = c.req.valid('param');
    const home = await homeOf(db, c.get('credential').userId, id);
    return answerEncoded(c, await listMembers(home)) as never;
  });

  router.openapi(route(channelOperations.addMember), async (c) => {
    const { id, userId } = c.req.valid('param');
    await addMember(db, actorOf(c), id, userId);
    return c.body(null, 204);
  });

  router.openapi(route(channelOperations.removeMember), async (c) => {
    const { id, userId } = c.req.valid('param');
    await removeMember(db, actorOf(c), id, userId);
    return c.body(null, 204);
  });

  router.openapi(route(channelOperations.openDirectChannel), async (c) => {
    const { id } = c.req.valid('param');
    const { channel, isNew } = await openDirect(db, actorOf(c), [id]);
    return isNew ? c.json(channel, 201) : c.json(channel, 200);
  });

  router.openapi(route(channelOperations.openGroup), async (c) => {
    const { userIds } = c.req.valid('json');
    const { channel, isNew } = await openDirect(db, actorOf(c), userIds);
    return isNew ? c.json(channel, 201) : c.json(channel, 200);
  });

  router.openapi(route(channelOperations.changeSettings), async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await changeSettings(db, actorOf(c), id, c.req.valid('json')), 200);
  });

  router.openapi(securedBy(unmetered)(channelOperations.signTyping), async (c) => {
    await signTyping(c.get('credential').userId, c.req.valid('param').id);
    return c.body(null, 204);
  });

  router.openapi(route(channelOperations.markRead), async (c) => {
    const { id } = c.req.valid('param');
    await markRead(db, actorOf(c), id, c.req.valid('json').seq);
    return c.body(null, 204);
  });

  router.openapi(route(channelOperations.markUnread), async (c) => {
    const { id } = c.req.valid('param');
    await markUnread(db, actorOf(c), id, c.req.valid('json').seq);
    return c.body(null, 204);
  });

  return router;
}
