import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, ValidationTargets } from 'hono';
import { z } from 'zod';
import { invalidRequest, notFound, Problem } from './problem.ts';

/**
 * Lets a request through whose parts are as the route's schemas want them, and hands on what those make
 * of them. All parts in one step, and without waiting where there is nothing to wait for: the library's
 * steps, one for each part and each waiting for the next, are a good part of what a post costs.
 *
 * @throws Problem `unsupported-media-type`, `malformed-json`; `not-found` for a path that names nothing;
 *   `invalid-request` with all fields at fault
 * @throws Error at once for a route whose parts it cannot look at
 */
export function validated({ headers, query, params, cookies, body }: Parts): MiddlewareHandler {
  if (cookies !== undefined) throw new Error('a route wants cookies looked at, which nothing does');
  const [inHeaders, inQuery, inPath] = [headers, query, params].map(schemaOf);
  const json = body && schemaOf(jsonOf(body));
  return async (c, next) => {
    const hand = (target: keyof ValidationTargets, schema: z.ZodType, value: unknown) =>
      c.req.addValidatedData(target, Object(parse(target, schema, value)));
    const sent = json && (await readJson(c));
    if (inHeaders) hand('header', inHeaders, c.req.header());
    if (inQuery) hand('query', inQuery, singles(c.req.queries()));
    if (inPath) hand('param', inPath, c.req.param());
    if (json) hand('json', json, sent);
    return next();
  };
}

type Parts = NonNullable<RouteConfig['request']>;

/** Whatever it could not look at, it would let through; so a server with such a route does not start. */
function schemaOf(schema: unknown): z.ZodType | undefined {
  if (schema === undefined || schema instanceof z.ZodType) return schema;
  throw new Error('a route describes a part of its request by something else than a Zod schema');
}

function jsonOf({ content }: NonNullable<Parts['body']>): unknown {
  const media = content['application/json'];
  return media !== undefined && 'schema' in media ? media.schema : null;
}

function parse(target: keyof ValidationTargets, schema: z.ZodType, value: unknown): unknown {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  // Whatever is not an id names nothing.
  if (target === 'param') throw notFound('resource');
  throw invalidRequest(
    error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}

/** What the body says; `{}` where there is none. */
async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  requireJsonType(c.req.header('content-type'));
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', 'The body does not parse as JSON. Send it corrected.');
  }
}

function requireJsonType(type: string | undefined): void {
  if (type === 'application/json') return;
  const essence = type?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(essence)) return;
  throw new Problem(
    'unsupported-media-type',
    'Send the body as JSON, with Content-Type: application/json.',
  );
}

/** A parameter that is given once is a text, one that is given more often a list. */
function singles(queries: Record<string, string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(queries).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  );
}
