import { Readable } from 'node:stream';
import type { Context, MiddlewareHandler } from 'hono';
import { actorOf, requireAdmin } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { notFound, Problem } from '../http/problem.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { openBody } from './body.ts';
import { answerFile, answerThumbnail, type FileRequest } from './download.ts';
import { deleteFile, getFile, listFiles } from './files.ts';
import { fileOperations } from './operations.ts';
import { FileMissingError, StorageAwayError } from './storage.ts';
import { type UploadDeps, upload } from './upload.ts';
import { readUsage } from './usage.ts';

export interface FileRoutesDeps extends UploadDeps {
  authenticated: MiddlewareHandler<AppEnv>;
  /** Whether what messages said is kept when they are deleted. */
  keepsTexts: boolean;
}

export function fileRoutes(deps: FileRoutesDeps): Router {
  const { db, storage } = deps;
  const router = createRouter();
  const route = securedBy(deps.authenticated);
  const userOf = (c: Context<AppEnv>) => c.get('credential').userId;

  router.openapi(route(fileOperations.uploadFile), async (c) => {
    const { incoming } = c.env;
    const source = incoming ?? Readable.fromWeb(c.req.raw.body as never);
    const sent = await openBody(source, (name) => c.req.header(name));
    const name = c.req.valid('query').name ?? sent.name ?? 'file';
    try {
      return c.json(await orProblem(upload(deps, actorOf(c), { ...sent, name })), 201);
    } finally {
      sent.close();
    }
  });

  router.openapi(route(fileOperations.getFileLimits), (c) =>
    c.json({ mostBytes: deps.mostBytes }, 200),
  );

  router.openapi(route(fileOperations.getFilesUsage), async (c) => {
    requireAdmin(c);
    return c.json(await readUsage(db, userOf(c)), 200);
  });

  router.openapi(route(fileOperations.downloadFile), async (c) => {
    const file = await getFile(db, userOf(c), c.req.valid('param').id);
    return (await orProblem(answerFile(requestOf(c, deps), storage, file))) as never;
  });

  router.openapi(route(fileOperations.downloadThumbnail), async (c) => {
    const file = await getFile(db, userOf(c), c.req.valid('param').id);
    const { thumbnailKey } = file;
    if (thumbnailKey === null) throw notFound('picture');
    return (await orProblem(
      answerThumbnail(requestOf(c, deps), storage, { ...file, thumbnailKey }),
    )) as never;
  });

  router.openapi(route(fileOperations.deleteFile), async (c) => {
    await deleteFile(db, actorOf(c), c.req.valid('param').id, deps.keepsTexts);
    return c.body(null, 204);
  });

  router.openapi(route(fileOperations.listFiles), async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await listFiles(db, userOf(c), id, c.req.valid('query')), 200);
  });

  return router;
}

function requestOf(c: Context<AppEnv>, { onFault }: FileRoutesDeps): FileRequest {
  const { outgoing } = c.env ?? {};
  return {
    method: c.req.method,
    header: (name) => c.req.header(name),
    wire: outgoing && { outgoing, onFault },
  };
}

/** @throws Problem `service-unavailable` where the storage does not do what it should */
async function orProblem<Out>(work: Promise<Out>): Promise<Out> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FileMissingError || error instanceof StorageAwayError)) throw error;
    throw new Problem(
      'service-unavailable',
      'The storage of files does not work for the moment; nothing was kept. Try again, or ask an administrator.',
    ).telling({ err: error });
  }
}
