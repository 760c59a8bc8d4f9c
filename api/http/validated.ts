import { isUtf8 } from 'node:buffer';
import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, ValidationTargets } from 'hono';
import { z } from 'zod';
import { bodyBytes } from './body-bytes.ts';
import { type FieldError, invalidRequest, notFound, Problem } from './problem.ts';

/**
 * Lets a request through if its parts fit the route's schemas, and hands on the parsed parts. It
 * checks all parts in one step, which waits only for a body. The library has one step for each
 * part, each of which awaits the next; they take a good part of a post's time.
 *
 * @throws Problem `unsupported-media-type`, `malformed-body`, `malformed-json`; `not-found` for a path that names
 *   nothing; `invalid-request` with all fields at fault
 * @throws Error when the route is made, if it has a part that cannot be validated
 */
export function validated({ headers, query, params, cookies, body }: Parts): MiddlewareHandler {
  if (cookies !== undefined)
    throw new Error('a route has a schema for cookies, which nothing checks');
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

/** Without a schema, a part would pass unchecked. So a server with such a route does not start. */
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
  // A parameter that is not an id names no resource.
  if (target === 'param') throw notFound('resource');
  throw invalidRequest(error.issues.flatMap(faultsOf));
}

function faultsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const message = 'is no field of this request: leave it out';
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message }));
  }
  const character: unknown = issue.code === 'custom' ? issue.params?.['character'] : undefined;
  return [
    {
      path: issue.path.join('.'),
      message: issue.message,
      ...(typeof character === 'string' && { character }),
    },
  ];
}

/** The parsed body; `{}` where there is none. */
async function readJson(c: Context): Promise<unknown> {
  const bytes = await bodyBytes(c);
  if (bytes.length === 0) return {};
  requireJsonType(c.req.header('content-type'));
  if (!isUtf8(bytes)) {
    throw new Problem(
      'malformed-body',
      'The body is not UTF-8, so its text cannot be read for sure. Send it as UTF-8; nothing of this was kept.',
    );
  }
  try {
    return JSON.parse(bytes.toString('utf8', startsWithBom(bytes) ? 3 : 0));
  } catch {
    throw new Problem('malformed-json', 'The body does not parse as JSON. Send it corrected.');
  }
}

/** A byte order mark, which editors on Windows write (RFC 8259, section 8.1, lets a reader skip it). */
function startsWithBom(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function requireJsonType(type: string | undefined): void {
  if (type === 'application/json') return;
  const [essence = '', ...parameters] = (type ?? '').toLowerCase().split(';');
  const isJson = /^application\/(?:[\w.+-]+\+)?json$/.test(essence.trim());
  const charset = parameters.find((parameter) => /^\s*charset\s*=/.test(parameter));
  if (isJson && (charset === undefined || /=\s*"?utf-?8"?\s*$/.test(charset))) return;
  throw new Problem(
    'unsupported-media-type',
    'Send the body as JSON in UTF-8, with Content-Type: application/json.',
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
