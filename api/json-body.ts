import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/**
 * Settles what a body is before its fields are looked at: 415 for another media type than JSON, 400
 * for JSON that does not parse, and `{}` where there is none. Validators then find what they expect.
 */
export function jsonBody(): MiddlewareHandler {
  return async (c, next) => {
    const text = await c.req.text();
    const type = c.req.header('content-type');
    if (text !== '') requireJson(type, text);
    if (text === '' || type !== JSON_TYPE) {
      c.req.raw = new Request(c.req.url, {
        method: c.req.method,
        headers: { ...c.req.header(), 'content-type': JSON_TYPE },
        body: text === '' ? '{}' : text,
      });
      c.req.bodyCache = {};
    }
    await next();
  };
}

const JSON_TYPE = 'application/json';

function requireJson(type: string | undefined, text: string): void {
  const essence = type?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json$/.test(essence)) {
    throw new Problem(
      'unsupported-media-type',
      'Send the body as JSON, with Content-Type: application/json.',
    );
  }
  try {
    JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', 'The body does not parse as JSON. Send it corrected.');
  }
}
