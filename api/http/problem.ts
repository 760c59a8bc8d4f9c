import { z } from 'zod';

/** The stable codes of refusals, each with its HTTP status and title. */
export const problems = {
  'malformed-json': [400, 'The body is not JSON'],
  'malformed-request': [400, 'The request is not HTTP as it should be'],
  'not-authenticated': [401, 'Sign in first'],
  'invalid-credentials': [401, 'Wrong user name or password'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'account-in-use': [409, 'The account is connected on another device'],
  'device-in-use': [409, 'The device is in use by another account'],
  'address-in-use': [409, 'The address is in use by another account'],
  'already-set-up': [409, 'The server has been set up already'],
  'username-taken': [409, 'The user name is taken'],
  'channel-name-taken': [409, 'The channel name is taken'],
  'channel-archived': [409, 'The channel is archived'],
  'last-admin': [409, 'The last admin must stay'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'invalid-request': [422, 'The request is invalid'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The headers are too large'],
  'internal-error': [500, 'Internal error'],
  'service-unavailable': [503, 'The service is unavailable for the moment'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problems;

/**
 * A refusal, in the shape of RFC 9457. Thrown anywhere below a route and answered by the app.
 * `detail` tells the reader what to do next; `extra` are further members of the document.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }

  toDocument() {
    const [status, title] = problems[this.code];
    return {
      type: `urn:workspace:problem:${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
      ...this.extra,
    };
  }

  toResponse(): Response {
    const document = this.toDocument();
    return new Response(JSON.stringify(document), {
      status: document.status,
      headers: { 'content-type': 'application/problem+json', ...this.headers },
    });
  }
}

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problems)),
  })
  .meta({ id: 'Problem', description: 'A refusal, as RFC 9457 has it' });

/** 404 in the one wording that does not tell whether the thing exists. */
export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no such ${what}, or you may not see it.`);
}

/** 409 for what would change an archived channel's messages, but for taking them away. */
export function channelArchived(): Problem {
  return new Problem(
    'channel-archived',
    'The channel is archived and can only be read. Whoever made it or an administrator can open it again.',
  );
}

/** 422 with the one field at fault. */
export function invalidField(path: string, message: string): Problem {
  return invalidRequest([{ path, message }]);
}

export function invalidRequest(errors: { path: string; message: string }[]): Problem {
  return new Problem('invalid-request', 'Correct the fields named in errors and send it again.', {
    errors,
  });
}

/** 429 with `Retry-After` in whole seconds. */
export function tooManyRequests(detail: string, retryAfterMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new Problem('too-many-requests', detail, {}, { 'retry-after': String(seconds) });
}
