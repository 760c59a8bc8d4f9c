import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import {
  body,
  bodyRefusals,
  createRoute,
  createRouter,
  credentialRefusals,
  idParam,
  json,
  memberParams,
  noContent,
  type Router,
  refusals,
  security,
} from '../http/router.ts';
import { userSchema } from '../users/contract.ts';
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
  readPositionSchema,
} from './contract.ts';
import { openDirect } from './direct.ts';
import { addMember, listMembers, removeMember } from './members.ts';
import { markRead } from './read-positions.ts';

export interface ChannelRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The newest position, as a cursor; what is read afterwards is at least as new. */
  readCursor(): Promise<string>;
}

const tags = ['Channels'];

export function channelRoutes({ db, authenticated, readCursor }: ChannelRoutesDeps): Router {
  const router = createRouter();

  router.openapi(
    createRoute({
      method: 'get',
      path: '/channels',
      tags,
      summary: "The caller's channels",
      security,
      middleware: [authenticated] as const,
      responses: {
        200: json(channelListSchema, 'With what is unread'),
        ...refusals(...credentialRefusals),
      },
    }),
    async (c) => {
      const cursor = await readCursor();
      return c.json({ channels: await listChannels(db, c.get('credential').userId), cursor }, 200);
    },
  );

  router.openapi(
    createRoute({
      method: 'get',
      path: '/channels/joinable',
      tags,
      summary: 'Public channels that the caller is not in',
      security,
      middleware: [authenticated] as const,
      responses: {
        200: json(z.object({ channels: z.array(channelSchema) }), 'By name'),
        ...refusals(...credentialRefusals),
      },
    }),
    async (c) => c.json({ channels: await listJoinable(db, c.get('credential').userId) }, 200),
  );

  router.openapi(
    createRoute({
      method: 'post',
      path: '/channels',
      tags,
      summary: 'Make a channel',
      security,
      middleware: [authenticated] as const,
      request: { body: body(newChannelSchema) },
      responses: {
        201: json(channelSchema, 'The channel, with its maker and memberIds in it'),
        ...refusals(...credentialRefusals, ...bodyRefusals, 'channel-name-taken'),
      },
    }),
    async (c) => c.json(await createChannel(db, actorOf(c), c.req.valid('json')), 201),
  );

  router.openapi(
    createRoute({
      method: 'get',
      path: '/channels/{id}',
      tags,
      summary: 'A channel: one that the caller is in, or a public one',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam },
      responses: {
        200: json(channelSchema, 'The channel'),
        ...refusals(...credentialRefusals, 'not-found'),
      },
    }),
    async (c) =>
      c.json(await getChannel(db, c.get('credential').userId, c.req.valid('param').id), 200),
  );

  router.openapi(
    createRoute({
      method: 'patch',
      path: '/channels/{id}',
      tags,
      summary: 'Rename a channel, set its topic, archive it (its maker and administrators)',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam, body: body(channelChangeSchema) },
      responses: {
        200: json(channelSchema, 'The channel as changed'),
        ...refusals(...credentialRefusals, ...bodyRefusals, 'not-found', 'channel-name-taken'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await changeChannel(db, actorOf(c), id, c.req.valid('json')), 200);
    },
  );

  router.openapi(
    createRoute({
      method: 'delete',
      path: '/channels/{id}',
      tags,
      summary: 'Take a channel away from everyone (its maker and administrators)',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam },
      responses: {
        204: noContent('Gone'),
        ...refusals(...credentialRefusals, 'not-found'),
      },
    }),
    async (c) => {
      await deleteChannel(db, actorOf(c), c.req.valid('param').id);
      return c.body(null, 204);
    },
  );

  router.openapi(
    createRoute({
      method: 'get',
      path: '/channels/{id}/members',
      tags,
      summary: 'Who is in a channel',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam },
      responses: {
        200: json(z.object({ members: z.array(userSchema) }), 'By user name'),
        ...refusals(...credentialRefusals, 'not-found'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json({ members: await listMembers(db, c.get('credential').userId, id) }, 200);
    },
  );

  router.openapi(
    createRoute({
      method: 'put',
      path: '/channels/{id}/members/{userId}',
      tags,
      summary: 'Join a public channel, or add somebody to one that the caller is in',
      security,
      middleware: [authenticated] as const,
      request: { params: memberParams },
      responses: {
        204: noContent('A member now, or was one'),
        ...refusals(...credentialRefusals, 'not-found'),
      },
    }),
    async (c) => {
      const { id, userId } = c.req.valid('param');
      await addMember(db, actorOf(c), id, userId);
      return c.body(null, 204);
    },
  );

  router.openapi(
    createRoute({
      method: 'delete',
      path: '/channels/{id}/members/{userId}',
      tags,
      summary: 'Leave a channel, or take somebody out (its maker and administrators)',
      security,
      middleware: [authenticated] as const,
      request: { params: memberParams },
      responses: {
        204: noContent('No member now, or was none'),
        ...refusals(...credentialRefusals, 'not-found'),
      },
    }),
    async (c) => {
      const { id, userId } = c.req.valid('param');
      await removeMember(db, actorOf(c), id, userId);
      return c.body(null, 204);
    },
  );

  router.openapi(
    createRoute({
      method: 'put',
      path: '/direct/{id}',
      tags,
      summary: 'The one direct channel of the caller and the user with this id',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam },
      responses: {
        200: json(channelSchema, 'It was there'),
        201: json(channelSchema, 'It is new'),
        ...refusals(...credentialRefusals, 'not-found', 'invalid-request'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { channel, isNew } = await openDirect(db, actorOf(c), id);
      return isNew ? c.json(channel, 201) : c.json(channel, 200);
    },
  );

  router.openapi(
    createRoute({
      method: 'put',
      path: '/channels/{id}/read',
      tags,
      summary: 'Say how far the caller has read; never moves backwards',
      security,
      middleware: [authenticated] as const,
      request: { params: idParam, body: body(readPositionSchema) },
      responses: {
        204: noContent('Noted'),
        ...refusals(...credentialRefusals, ...bodyRefusals, 'not-found'),
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
