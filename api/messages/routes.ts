import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
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
import type { Post } from './commit-posts.ts';
import {
  messageChangeSchema,
  messagePageSchema,
  messageSchema,
  newMessageSchema,
  pageQuerySchema,
} from './contract.ts';
import { deleteMessage, editMessage, getMessage, pageMessages } from './messages.ts';
import type { Posted } from './post.ts';

export interface MessageRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The same from memory, where the statement itself asks whether the credential still works. */
  recalled: MiddlewareHandler<AppEnv>;
  post(post: Post): Promise<Posted>;
  /** Rejects where the user posts too fast. */
  checkRate(userId: string): Promise<void>;
  readCursor(): Promise<string>;
}

export function messageRoutes(deps: MessageRoutesDeps): Router {
  const { db, authenticated } = deps;
  const router = createRouter();
  const route = securedRoutes('Messages', authenticated);
  const recalled = securedRoutes('Messages', deps.recalled);

  router.openapi(
    route('listMessages', {
      method: 'get',
      path: '/channels/{id}/messages',
      summary: 'A page of history; the newest where neither before nor after is given',
      request: { params: idParam, query: pageQuerySchema },
      responses: {
        200: json(messagePageSchema, 'Ascending by seq'),
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const cursor = await deps.readCursor();
      const page = await pageMessages(db, c.get('credential').userId, id, c.req.valid('query'));
      return c.json({ ...page, cursor }, 200);
    },
  );

  router.openapi(
    recalled('postMessage', {
      method: 'post',
      path: '/channels/{id}/messages',
      summary: 'Post a message',
      request: { params: idParam, body: body(newMessageSchema) },
      responses: {
        201: json(messageSchema, 'Durable, in history, and on its way to every stream'),
        200: json(messageSchema, 'Posted before with the same clientId'),
      },
      refuses: ['channel-archived', 'too-many-requests'],
    }),
    async (c) => {
      const author = c.get('credential');
      await deps.checkRate(author.userId);
      const { clientId, body, replyToId } = c.req.valid('json');
      const { message, isNew } = await deps.post({
        channelId: c.req.valid('param').id,
        author,
        clientId,
        body,
        replyToId: replyToId ?? undefined,
      });
      return isNew ? c.json(message, 201) : c.json(message, 200);
    },
  );

  router.openapi(
    route('getMessage', {
      method: 'get',
      path: '/messages/{id}',
      summary: 'A message of a channel that the caller is in',
      request: { params: idParam },
      responses: {
        200: json(messageSchema, 'The message'),
      },
    }),
    async (c) =>
      c.json(await getMessage(db, c.get('credential').userId, c.req.valid('param').id), 200),
  );

  router.openapi(
    route('editMessage', {
      method: 'patch',
      path: '/messages/{id}',
      summary: 'Edit a message (its author)',
      request: { params: idParam, body: body(messageChangeSchema) },
      responses: {
        200: json(messageSchema, 'The message as edited'),
      },
      refuses: ['channel-archived'],
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { body: text } = c.req.valid('json');
      return c.json(await editMessage(db, actorOf(c), id, text), 200);
    },
  );

  router.openapi(
    route('deleteMessage', {
      method: 'delete',
      path: '/messages/{id}',
      summary: 'Delete a message (its author and administrators); it keeps its seq',
      request: { params: idParam },
      responses: {
        204: noContent('Its body is gone'),
      },
    }),
    async (c) => {
      await deleteMessage(db, actorOf(c), c.req.valid('param').id);
      return c.body(null, 204);
    },
  );

  return router;
}
