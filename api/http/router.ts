import { createRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import type { AppEnv } from './env.ts';
import { type ProblemCode, problemSchema, problems } from './problem.ts';
import { validated } from './validated.ts';

export { createRoute };

export type Router = OpenAPIHono<AppEnv>;

/** A router whose schemas both validate and document; faults are answered with all fields named. */
export function createRouter(): Router {
  const router = new OpenAPIHono<AppEnv>();
  const openapi = ({ middleware = [], ...route }: Operation, handler: Handler<AppEnv>) => {
    router.openAPIRegistry.registerPath(route);
    const path = route.path.replaceAll(/\{(.+?)\}/g, ':$1');
    return router.on(
      [route.method],
      [path],
      ...middleware,
      validated(route.request ?? {}),
      handler,
    );
  };
  router.openapi = openapi as Router['openapi'];
  return router;
}

type Operation = RouteConfig & { middleware?: readonly MiddlewareHandler<AppEnv>[] };

export const idParam = z.object({ id: idSchema });
export const memberParams = z.object({ id: idSchema, userId: idSchema });

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

export const noContent = (description: string) => ({ description });

/**
 * Documents what may be refused, with what every operation may answer. To types it is nothing,
 * since refusals are thrown.
 */
export function refusals(...codes: ProblemCode[]): Record<never, never> {
  const all: ProblemCode[] = [...codes, 'service-unavailable'];
  const byStatus = Object.groupBy(all, (code) => String(problems[code][0]));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${problems[code][1]}`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

/** What operations with a body may answer besides. */
export const bodyRefusals = [
  'malformed-json',
  'body-too-large',
  'unsupported-media-type',
  'invalid-request',
] as const satisfies ProblemCode[];

/** What operations that need a credential may answer besides. */
export const credentialRefusals = [
  'not-authenticated',
  'forbidden',
] as const satisfies ProblemCode[];

export const security = [{ bearer: [] }, { cookie: [] }];
