import type { LogFields } from '../lib/log-line.ts';
import { type ProblemCode, problems } from './problem-codes.ts';

/**
 * A refusal, in the shape of RFC 9457. Thrown anywhere below a route and answered by the app.
 * `detail` tells the reader what to do next; `extra` are further members of the document.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** For the log, and not for the client: whose request it was, and more of why it was refused. */
  logged: LogFields = {};

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

  /** Adds to what is logged. */
  telling(fields: LogFields): this {
    this.logged = { ...this.logged, ...fields };
    return this;
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

/** 404, with the same words whether the thing does not exist or may not be seen. */
export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no such ${what}, or you may not see it.`);
}

/** 409 for posting to an archived channel or editing there. Deleting is allowed. */
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

export interface FieldError {
  path: string;
  message: string;
  /** The character that is refused, such as `U+202E`, where it is one that cannot be seen. */
  character?: string;
}

export function invalidRequest(errors: FieldError[]): Problem {
  return new Problem('invalid-request', 'Correct the fields named in errors and send it again.', {
    errors,
  });
}

/**
 * 429 with `Retry-After` in whole seconds.
 *
 * @param limit which one was reached, for the log
 */
export function tooManyRequests(detail: string, retryAfterMs: number, limit: string): Problem {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const headers = { 'retry-after': String(seconds) };
  const problem = new Problem('too-many-requests', detail, {}, headers);
  return problem.telling({ limit, retryAfterS: seconds });
}
