import { check, type Finding, failure, ok, skipped, type Verdict, warning } from '../finding.ts';
import type { Answer, Measurements } from '../measurements.ts';

/** Whether long messages pass, and too large bodies, too many sign-ins and the metrics do not. */
export function judgeLimits(m: Measurements): Finding[] {
  return [
    check('long messages', m.nearLimit, judgeNearLimit),
    check('upload limit', m.overLimit, judgeOverLimit),
    check('sign-in limit', m.nearLimit, (answer) => judgeSignInLimit(answer, m.url)),
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

/** No answer to what was asked: a proxy without a server, or its limit on sign-ins. */
const isBusy = ({ status }: Answer) => status >= 500 || status === 429;

function judgeNearLimit(answer: Answer): Verdict {
  // The body lacks all fields, so 422 is the server's own answer.
  if (answer.status === 422) return ok('60 KiB pass');
  if (isBusy(answer)) return skipped(`answered with ${answer.status}`);
  return failure(`60 KiB are answered with ${answer.status}, not by the server`, ROOM);
}

function judgeOverLimit(answer: Answer): Verdict {
  if (isBusy(answer)) return skipped(`answered with ${answer.status}`);
  if (answer.status !== 413) return warning(`70 KB are answered with ${answer.status}, not 413`);
  return isOwn(answer)
    ? ok('more than 64 KiB is refused by the server, and said so')
    : warning('refused by the proxy, with a page that clients cannot read', ROOM);
}

const LIMIT = {
  nginx: 'limit_req and RateLimit-Policy, as in deploy/nginx/workspace.conf',
  caddy: 'rate_limit and RateLimit-Policy, as in deploy/caddy/Caddyfile; it takes a module',
  haproxy: 'sc_gpc0_rate and RateLimit-Policy, as in deploy/haproxy/haproxy.cfg',
  traefik: 'rateLimit and RateLimit-Policy, as in deploy/traefik/dynamic.yml',
};

/** To try it out would take a flood, and keep others out. So the proxy's word is taken for it. */
function judgeSignInLimit({ status, headers }: Answer, { protocol }: URL): Verdict {
  if (protocol === 'http:') return skipped('a proxy has it, and the URL itself is without TLS');
  if (status === 429) return ok('there is one: it was met just now');
  const policy = headers['ratelimit-policy'];
  if (policy === undefined && status !== 422) return skipped(`answered with ${status}`);
  return policy === undefined
    ? warning('the proxy announces none, so a flood of sign-ins reaches the server', LIMIT)
    : ok(`announced by the proxy: ${policy}`);
}

function judgeMetrics({ status }: Answer, { protocol }: URL): Verdict {
  if (status >= 500) return skipped(`answered with ${status}`);
  if (status !== 200) return ok(`closed to the outside (${status})`);
  if (protocol === 'http:') return ok('open, as for monitoring on the inside');
  return warning('passed on to this machine by the proxy: they tell how much is going on', {
    nginx: 'location = /metrics { return 404; }',
    caddy: 'handle /metrics { respond 404 }, before the other handle',
    haproxy: 'http-request return status 404 if { path /metrics }',
    traefik: 'rule: … && !Path(`/metrics`)',
    settings: 'OPS_ACCESS with the addresses of monitoring alone',
  });
}
