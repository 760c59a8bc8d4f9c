import type { BlockList } from 'node:net';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import { isDatabaseUnavailable, takesNoWrites } from '../../db/errors.ts';
import type { Credential } from '../auth/credentials/credential.ts';
import { deviceTokenRoutes } from '../auth/device-token-routes.ts';
import { deviceRoutes } from '../auth/devices/routes.ts';
import { type SessionRoutesDeps, sessionRoutes } from '../auth/session-routes.ts';
import { tokenRoutes } from '../auth/token-routes.ts';
import { type MemberRoutesDeps, memberRoutes } from '../channels/member-routes.ts';
import { type ChannelRoutesDeps, channelRoutes } from '../channels/routes.ts';
import { type EventRoutesDeps, eventRoutes } from '../events/routes.ts';
import { type FileRoutesDeps, fileRoutes } from '../files/routes.ts';
import { keepingRoutes } from '../messages/keeping-routes.ts';
import { type MessageRoutesDeps, messageRoutes } from '../messages/routes.ts';
import type { ReadDiagnostics } from '../ops/diagnostics.ts';
import { diagnosticsRoutes } from '../ops/diagnostics-routes.ts';
import { docsRoutes } from '../ops/docs.ts';
import type { Metrics } from '../ops/metrics.ts';
import { openApiDocument } from '../ops/openapi.ts';
import { requestLog } from '../ops/request-log.ts';
import { opsRoutes } from '../ops/routes.ts';
import type { Presence } from '../presence/contract.ts';
import { presenceRoutes } from '../presence/routes.ts';
import { reactionRoutes } from '../reactions/routes.ts';
import { searchRoutes } from '../search/routes.ts';
import { createSearches } from '../search/searches.ts';
import { threadRoutes } from '../threads/routes.ts';
import { type UserRoutesDeps, userRoutes } from '../users/routes.ts';
import { pageRoutes } from '../web/page.ts';
import type { Page } from '../web/page-files.ts';
import type { AppEnv } from './env.ts';
import { notFound, Problem } from './problem.ts';
import { isOwnNeighbour } from './request.ts';
import { createRouter, type Router } from './router.ts';

export type AppDeps = Omit<SessionRoutesDeps, 'isPageServed'> &
  UserRoutesDeps &
  ChannelRoutesDeps &
  MemberRoutesDeps &
  MessageRoutesDeps &
  FileRoutesDeps &
  EventRoutesDeps & {
    log: Logger;
    metrics: Metrics;
    version: string;
    page: Page;
    trustedProxies: BlockList;
    /** From where the server's state and `/docs` are answered. */
    opsAccess: BlockList;
    webClient: 'local' | 'on' | 'off';
    readPresence(): Promise<Presence>;
    /** Whether a credential is no longer good. */
    isEnded(credential: Credential): Promise<boolean>;
    checkReady(): Promise<void>;
    readDiagnostics: ReadDiagnostics;
  };

/** The whole server as a function from Request to Response. */
export function createApp(deps: AppDeps): Router {
  const app = createRouter();
  app.use(async (c, next) => {
    c.set('requestId', c.env?.outgoing?.requestId ?? crypto.randomUUID());
    c.set('log', deps.log);
    c.set('trustedProxies', deps.trustedProxies);
    await next();
  });
  app.use(requestLog(deps.metrics));
  app.onError((error, c) => answer(c, problemOf(error, c)));
  app.notFound((c) => answer(c, notFound('resource')));

  const { metrics, opsAccess, checkReady } = deps;
  app.route('/', opsRoutes({ registry: metrics.registry, opsAccess, checkReady }));
  app.route('/', docsRoutes(opsAccess));

  const isPageServed = (c: Context<AppEnv>) =>
    deps.webClient === 'on' || (deps.webClient === 'local' && isOwnNeighbour(c));
  app.route('/', pageRoutes(deps.page, isPageServed));
  const api = createRouter();
  api.route('/', userRoutes(deps));
  api.route('/', sessionRoutes({ ...deps, isPageServed }));
  api.route('/', deviceTokenRoutes(deps.db, deps.authenticated));
  api.route('/', deviceRoutes(deps));
  api.route('/', tokenRoutes(deps.db, deps.authenticated));
  api.route('/', presenceRoutes(deps.readPresence, deps.authenticated));
  api.route('/', channelRoutes(deps));
  api.route('/', memberRoutes(deps));
  api.route('/', messageRoutes(deps));
  api.route('/', keepingRoutes(deps.db, deps.authenticated));
  api.route('/', reactionRoutes(deps.db, deps.authenticated));
  api.route('/', threadRoutes(deps.db, deps.authenticated));
  api.route('/', fileRoutes(deps));
  api.route('/', searchRoutes(createSearches(deps.db), deps.authenticated, deps.isEnded));
  api.route('/', eventRoutes(deps));
  api.route('/', diagnosticsRoutes(deps.readDiagnostics, deps.authenticated));
  app.route('/api/v1', api);
  const document = openApiDocument(app, deps.version);
  app.get('/api/v1/openapi.json', (c) => c.json(document));
  return app;
}

/** The request's line in the log tells of the problem, too. */
function answer(c: Context<AppEnv>, problem: Problem): Response {
  c.error = problem;
  return problem.toResponse();
}

function problemOf(error: Error, c: Context<AppEnv>): Problem {
  if (error instanceof Problem) return error;
  // Nobody hears the answer, and the fault is the client's or its network's.
  if (hasBrokenOff(c)) return new Problem('request-timeout', 'It did not arrive.');
  if (isDatabaseUnavailable(error)) {
    return new Problem(
      'service-unavailable',
      takesNoWrites(error)
        ? 'Nothing can be written for the moment, and nothing of this was kept: the disk is full, or the database read-only. Ask an administrator.'
        : 'The database does not answer. Nothing was kept; try again.',
      {},
      { 'retry-after': '1' },
      // Without the stack: each request logs this while it lasts, and the disk may be full.
    ).telling({ reason: error.message });
  }
  return new Problem(
    'internal-error',
    `This is a fault of the server. Report it with request id ${c.get('requestId')}.`,
  ).telling({ err: error });
}

/** Whether the client went before all of its request had come. */
function hasBrokenOff({ env }: Context<AppEnv>): boolean {
  return env?.incoming?.destroyed === true && !env.incoming.complete;
}
