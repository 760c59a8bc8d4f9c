import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

/**
 * Settles what a body is before its fields are looked at: 415 for another media type than JSON, 400
 * for JSON that does not parse, and `{}` where there is none. Validators then find it parsed.
 */
export function jsonBody(): MiddlewareHandler {
  return async (c, next) => {
    const text = await c.req.text();
    if (text !== '') {
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
      if (!/^application\/(?:[\w.+-]+\+)?json$/.test(type)) {
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
    await next();
  };
}
