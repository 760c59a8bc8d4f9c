import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import type { Post } from './commit-posts.ts';
import { deleteMessage, editMessage, getMessage, pageMessages } from './messages.ts';
import { messageOperations } from './operations.ts';
import type { Posted } from './post.ts';

export interface MessageRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The same with `recall`: a post's statement asks itself whether the credential works. */
  recalled: MiddlewareHandler<AppEnv>;
  post(post: Post): Promise<Posted>;
  /** Rejects where the user posts too fast. */
  checkRate(userId: string): Promise<void>;
  readCursor(): Promise<string>;
}

export function messageRoutes(deps: MessageRoutesDeps): Router {
  const { db, authenticated } = deps;
  const router = createRouter();
  const route = securedBy(authenticated);
  const recalled = securedBy(deps.recalled);

  router.openapi(route(messageOperations.listMessages), async (c) => {
    const { id } = c.req.valid('param');
    const cursor = await deps.readCursor();
    const page = await pageMessages(db, c.get('credential').userId, id, c.req.valid('query'));
    return c.json({ ...page, cursor }, 200);
  });

  router.openapi(recalled(messageOperations.postMessage), async (c) => {
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
  });

  router.openapi(route(messageOperations.getMessage), async (c) =>
    c.json(await getMessage(db, c.get('credential').userId, c.req.valid('param').id), 200),
  );

  router.openapi(route(messageOperations.editMessage), async (c) => {
    const { id } = c.req.valid('param');
    const { body: text } = c.req.valid('json');
    return c.json(await editMessage(db, actorOf(c), id, text), 200);
  });

  router.openapi(route(messageOperations.deleteMessage), async (c) => {
    await deleteMessage(db, actorOf(c), c.req.valid('param').id);
    return c.body(null, 204);
  });

  return router;
}
