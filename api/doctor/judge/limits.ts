import { check, type Finding, failure, ok, skipped, type Verdict, warning } from '../finding.ts';
import type { Answer, Measurements } from '../measurements.ts';

/** Whether long messages pass, too large bodies are refused, and the metrics are closed. */
export function judgeLimits(m: Measurements): Finding[] {
  return [
    check('long messages', m.nearLimit, judgeNearLimit),
    check('upload limit', m.overLimit, judgeOverLimit),
    check('metrics', m.metrics, (answer) => judgeMetrics(answer, m.url)),
  ];
}

const ROOM = {
  nginx: 'client_max_body_size 1m;',
  caddy: 'request_body { max_size 1MB }',
  haproxy: 'no http-request deny by req.body_size below 1 MB',
  traefik: 'no buffering middleware with maxRequestBodyBytes below 1 MB',
};

const isOwn = ({ headers }: Answer) => headers['content-type'] === 'application/problem+json';

function judgeNearLimit(answer: Answer): Verdict {
  // The body lacks all fields, so 422 is the server's own answer.
  if (answer.status === 422) return ok('60 KiB pass');
  if (answer.status >= 500) return skipped(`answered with ${answer.status}`);
  return failure(`60 KiB are answered with ${answer.status}, not by the server`, ROOM);
}

function judgeOverLimit(answer: Answer): Verdict {
  if (answer.status >= 500) return skipped(`answered with ${answer.status}`);
  if (answer.status !== 413) return warning(`70 KB are answered with ${answer.status}, not 413`);
  return isOwn(answer)
    ? ok('more than 64 KiB is refused by the server, and said so')
    : warning('refused by the proxy, with a page that clients cannot read', ROOM);
}

function judgeMetrics({ status }: Answer, { protocol }: URL): Verdict {
  if (status >= 500) return skipped(`answered with ${status}`);
  if (status !== 200) return ok(`closed to the outside (${status})`);
  if (protocol === 'http:') return ok('open, as for monitoring on the inside');
  return warning('open to whoever reaches this address: it tells how much is going on', {
    nginx: 'location = /metrics { return 404; }',
    caddy: 'handle /metrics { respond 404 }, before the other handle',
    haproxy: 'http-request return status 404 if { path /metrics }',
    traefik: 'rule: … && !Path(`/metrics`)',
  });
}
