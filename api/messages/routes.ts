import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { actorOf, requireAdmin } from '../auth/credentials/authenticate.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import type { Post } from './commit-posts.ts';
import type { Draft } from './insert-message.ts';
import { deleteMessage, editMessage, getMessage, pageMessages } from './messages.ts';
import { messageOperations } from './operations.ts';
import type { Posted } from './post.ts';
import { postWithFiles } from './post-with-files.ts';
import { listTexts } from './texts.ts';

export interface MessageRoutesDeps {
  db: Kysely<Tables>;
  authenticated: MiddlewareHandler<AppEnv>;
  /** The same with `recall`: a post's statement asks itself whether the credential works. */
  recalled: MiddlewareHandler<AppEnv>;
  post(post: Post): Promise<Posted>;
  isThread(channelId: string): Promise<boolean>;
  /** The same in a thread. */
  postReply(actor: UserActor, reply: Draft): Promise<Posted>;
  /** Rejects where the user posts too fast. */
  checkRate(userId: string): Promise<void>;
  readCursor(): Promise<string>;
  /** Whether what messages said is kept when they are edited or deleted. */
  keepsTexts: boolean;
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
    const { clientId, body, replyToId, fileIds = [] } = c.req.valid('json');
    const channelId = c.req.valid('param').id;
    const text = { channelId, clientId, body, replyToId: replyToId ?? undefined };
    const { message, isNew } = (await deps.isThread(channelId))
      ? await deps.postReply(actorOf(c), { ...text, fileIds })
      : fileIds.length > 0
        ? await postWithFiles(db, actorOf(c), { ...text, fileIds })
        : await deps.post({ ...text, author });
    return isNew ? c.json(message, 201) : c.json(message, 200);
  });

  router.openapi(route(messageOperations.getMessage), async (c) =>
    c.json(await getMessage(db, c.get('credential').userId, c.req.valid('param').id), 200),
  );

  router.openapi(route(messageOperations.editMessage), async (c) => {
    const { id } = c.req.valid('param');
    const { body: text } = c.req.valid('json');
    return c.json(await editMessage(db, actorOf(c), id, text, deps.keepsTexts), 200);
  });

  router.openapi(route(messageOperations.deleteMessage), async (c) => {
    await deleteMessage(db, actorOf(c), c.req.valid('param').id, deps.keepsTexts);
    return c.body(null, 204);
  });

  router.openapi(route(messageOperations.listTexts), async (c) => {
    const { id } = c.req.valid('param');
    requireAdmin(c);
    if (!deps.keepsTexts) {
      throw new Problem('forbidden', 'The server does not keep them: MESSAGE_HISTORY is off.');
    }
    return c.json({ texts: await listTexts(db, actorOf(c), id) }, 200);
  });

  return router;
}
