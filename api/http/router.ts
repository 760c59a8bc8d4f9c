import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import { limitBody } from './bodies.ts';
import type { AppEnv } from './env.ts';
import { type ProblemCode, problemSchema, problems } from './problem.ts';
import { validated } from './validated.ts';

export type Router = OpenAPIHono<AppEnv>;

/** A router whose schemas both validate and document; faults are answered with all fields named. */
export function createRouter(): Router {
  const router = new OpenAPIHono<AppEnv>();
  const openapi = (
    { middleware, mostBytes, isStreamed, refuses: _, ...route }: Operation,
    handler: Handler<AppEnv>,
  ) => {
    router.openAPIRegistry.registerPath(route);
    const path = route.path.replaceAll(/\{(.+?)\}/g, ':$1');
    return router.on(
      [route.method],
      [path],
      limitBody(mostBytes),
      ...(middleware === undefined ? [] : [middleware]),
      validated(isStreamed ? otherThanBody(route.request) : (route.request ?? {})),
      handler,
    );
  };
  router.openapi = openapi as Router['openapi'];
  return router;
}

function otherThanBody({ body: _, ...others }: RouteConfig['request'] = {}) {
  return others;
}

interface Operation extends RouteConfig {
  middleware?: MiddlewareHandler<AppEnv>;
  /** Of a body; 64 KiB unless told otherwise. */
  mostBytes?: number;
  /** The body is any bytes, for the operation itself to read as they come. */
  isStreamed?: boolean;
  /** What it refuses beyond what follows from its request. */
  refuses?: readonly ProblemCode[];
}

/** What an operation says of itself; the rest follows from it. */
type Described = Pick<
  Operation,
  'method' | 'path' | 'summary' | 'description' | 'request' | 'responses' | 'mostBytes' | 'refuses'
>;

/** Operations that anyone may ask for; `refused` is what any of them may answer. */
export function openRoutes(tag: string, ...refused: ProblemCode[]) {
  return <const Route extends Described>(operationId: string, route: Route) => ({
    ...route,
    operationId,
    tags: [tag],
    security: [],
    responses: responsesOf(route, ...refused),
  });
}

/** Operations that need a credential, which `authenticated` looks at. */
export function securedRoutes(tag: string, authenticated: MiddlewareHandler<AppEnv>) {
  return <const Route extends Described>(operationId: string, route: Route) => ({
    ...route,
    operationId,
    tags: [tag],
    security,
    middleware: authenticated,
    responses: responsesOf(route, 'not-authenticated', 'forbidden', 'service-unavailable'),
  });
}

const security = [{ bearer: [] }, { cookie: [] }];

/** What the operation answers, and what it refuses. */
function responsesOf<const Route extends Described>(
  { request = {}, responses, refuses = [] }: Route,
  ...codes: ProblemCode[]
): Route['responses'] {
  const { body: sent, params, query, headers } = request;
  const all: ProblemCode[] = [...codes, ...refuses];
  if (sent !== undefined) all.push('body-too-large');
  if (sent?.content['application/json'] !== undefined) {
    all.push('malformed-json', 'unsupported-media-type', 'invalid-request');
  }
  if (query !== undefined || headers !== undefined) all.push('invalid-request');
  if (params !== undefined) all.push('not-found');
  const byStatus = Object.groupBy(new Set(all), (code) => String(problems[code][0]));
  const refusals = Object.entries(byStatus).map(([status, group = []]) => [
    status,
    {
      description: group.map((code) => `\`${code}\`: ${problems[code][1]}`).join('; '),
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  // To types refusals are nothing, since they are thrown.
  return { ...responses, ...Object.fromEntries(refusals) };
}

export const idParam = z.object({ id: idSchema });
export const memberParams = z.object({ id: idSchema, userId: idSchema });

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

export const noContent = (description: string) => ({ description });
