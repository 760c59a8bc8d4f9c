import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import {
  body,
  createRouter,
  idParam,
  json,
  memberParams,
  noContent,
  type Router,
  securedRoutes,
} from '../http/router.ts';
import { userSchema } from '../users/contract.ts';
import { channelSchema, readPositionSchema } from './contract.ts';
import { openDirect } from './direct.ts';
import { addMember, listMembers, removeMember } from './members.ts';
import { markRead } from './read-positions.ts';

/** Who is in a channel, with whom one is in a direct one, and how far one has read. */
export function memberRoutes(db: Kysely<Tables>, authenticated: MiddlewareHandler<AppEnv>): Router {
  const router = createRouter();
  const route = securedRoutes('Channels', authenticated);

  router.openapi(
    route('listMembers', {
      method: 'get',
      path: '/channels/{id}/members',
      summary: 'Who is in a channel',
      request: { params: idParam },
      responses: {
        200: json(z.object({ members: z.array(userSchema) }), 'By user name'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json({ members: await listMembers(db, c.get('credential').userId, id) }, 200);
    },
  );

  router.openapi(
    route('addMember', {
      method: 'put',
      path: '/channels/{id}/members/{userId}',
      summary: 'Join a public channel, or add somebody to one that the caller is in',
      request: { params: memberParams },
      responses: {
        204: noContent('A member now, or was one'),
      },
    }),
    async (c) => {
      const { id, userId } = c.req.valid('param');
      await addMember(db, actorOf(c), id, userId);
      return c.body(null, 204);
    },
  );

  router.openapi(
    route('removeMember', {
      method: 'delete',
      path: '/channels/{id}/members/{userId}',
      summary: 'Leave a channel, or take somebody out (its maker and administrators)',
      request: { params: memberParams },
      responses: {
        204: noContent('No member now, or was none'),
      },
    }),
    async (c) => {
      const { id, userId } = c.req.valid('param');
      await removeMember(db, actorOf(c), id, userId);
      return c.body(null, 204);
    },
  );

  router.openapi(
    route('openDirectChannel', {
      method: 'put',
      path: '/direct/{id}',
      summary: 'The one direct channel of the caller and the user with this id',
      request: { params: idParam },
      responses: {
        200: json(channelSchema, 'It was there'),
        201: json(channelSchema, 'It is new'),
      },
      refuses: ['invalid-request'],
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { channel, isNew } = await openDirect(db, actorOf(c), id);
      return isNew ? c.json(channel, 201) : c.json(channel, 200);
    },
  );

  router.openapi(
    route('markRead', {
      method: 'put',
      path: '/channels/{id}/read',
      summary: 'Say how far the caller has read; never moves backwards',
      request: { params: idParam, body: body(readPositionSchema) },
      responses: {
        204: noContent('Noted'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await markRead(db, actorOf(c), id, c.req.valid('json').seq);
      return c.body(null, 204);
    },
  );

  return router;
}
