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
  noContent,
  type Router,
  securedRoutes,
} from '../http/router.ts';
import {
  changeChannel,
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  listJoinable,
} from './channels.ts';
import {
  channelChangeSchema,
  channelListSchema,
  channelSchema,
  newChannelSchema,
} from './contract.ts';

export interface ChannelRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The newest position, as a cursor; what is read afterwards is at least as new. */
  readCursor(): Promise<string>;
}

export function channelRoutes({ db, authenticated, readCursor }: ChannelRoutesDeps): Router {
  const router = createRouter();
  const route = securedRoutes('Channels', authenticated);

  router.openapi(
    route('listChannels', {
      method: 'get',
      path: '/channels',
      summary: "The caller's channels",
      responses: {
        200: json(channelListSchema, 'With what is unread'),
      },
    }),
    async (c) => {
      const cursor = await readCursor();
      return c.json({ channels: await listChannels(db, c.get('credential').userId), cursor }, 200);
    },
  );

  router.openapi(
    route('listJoinableChannels', {
      method: 'get',
      path: '/channels/joinable',
      summary: 'Public channels that the caller is not in',
      responses: {
        200: json(z.object({ channels: z.array(channelSchema) }), 'By name'),
      },
    }),
    async (c) => c.json({ channels: await listJoinable(db, c.get('credential').userId) }, 200),
  );

  router.openapi(
    route('createChannel', {
      method: 'post',
      path: '/channels',
      summary: 'Make a channel',
      request: { body: body(newChannelSchema) },
      responses: {
        201: json(channelSchema, 'The channel, with its maker and memberIds in it'),
      },
      refuses: ['channel-name-taken'],
    }),
    async (c) => c.json(await createChannel(db, actorOf(c), c.req.valid('json')), 201),
  );

  router.openapi(
    route('getChannel', {
      method: 'get',
      path: '/channels/{id}',
      summary: 'A channel: one that the caller is in, or a public one',
      request: { params: idParam },
      responses: {
        200: json(channelSchema, 'The channel'),
      },
    }),
    async (c) =>
      c.json(await getChannel(db, c.get('credential').userId, c.req.valid('param').id), 200),
  );

  router.openapi(
    route('changeChannel', {
      method: 'patch',
      path: '/channels/{id}',
      summary: 'Rename a channel, set its topic, archive it (its maker and administrators)',
      request: { params: idParam, body: body(channelChangeSchema) },
      responses: {
        200: json(channelSchema, 'The channel as changed'),
      },
      refuses: ['channel-name-taken'],
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await changeChannel(db, actorOf(c), id, c.req.valid('json')), 200);
    },
  );

  router.openapi(
    route('deleteChannel', {
      method: 'delete',
      path: '/channels/{id}',
      summary: 'Take a channel away from everyone (its maker and administrators)',
      request: { params: idParam },
      responses: {
        204: noContent('Gone'),
      },
    }),
    async (c) => {
      await deleteChannel(db, actorOf(c), c.req.valid('param').id);
      return c.body(null, 204);
    },
  );

  return router;
}
