import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { limitBody } from './bodies.ts';
import type { AppEnv } from './env.ts';
import { type Named, type Operation, refusalsOf } from './operation.ts';
import { problemSchema, problems } from './problem-codes.ts';
import { validated } from './validated.ts';

export type Router = OpenAPIHono<AppEnv>;

/** A router whose schemas validate and document. A refusal names all fields at fault. */
export function createRouter(): Router {
  const router = new OpenAPIHono<AppEnv>();
  router.openapi = ((route: Route, handler: Handler<AppEnv>) => {
    const { middleware, mostBytes, isStreamed, isOpen: _, refuses: __, ...described } = route;
    router.openAPIRegistry.registerPath({ ...described, responses: withRefusals(route) });
    const { body, ...others } = route.request ?? {};
    return router.on(
      [route.method],
      [route.path.replaceAll(/\{(.+?)\}/g, ':$1')],
      limitBody(mostBytes),
      ...(middleware === undefined ? [] : [middleware]),
      validated(isStreamed || body === undefined ? others : { ...others, body }),
      handler,
    );
  }) as Router['openapi'];
  return router;
}

type Route = Operation &
  Named & { security: Record<string, string[]>[]; middleware?: MiddlewareHandler<AppEnv> };

/** An operation that needs no credential, as a route. */
export function open<const Op extends Operation & Named & { isOpen: true }>(operation: Op) {
  return { ...operation, security: [] };
}

/** Operations that need a credential, which `authenticated` checks, as routes. */
export function securedBy(authenticated: MiddlewareHandler<AppEnv>) {
  return <const Op extends Operation & Named & { isOpen?: never }>(operation: Op) => ({
    ...operation,
    security: [{ bearer: [] }, { cookie: [] }],
    middleware: authenticated,
  });
}

function withRefusals(operation: Operation): RouteConfig['responses'] {
  const byStatus = Object.groupBy(refusalsOf(operation), (code) => String(problems[code][0]));
  const refusals = Object.entries(byStatus).map(([status, codes = []]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\`: ${problems[code][1]}`).join('; '),
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  ]);
  return { ...operation.responses, ...Object.fromEntries(refusals) };
}
