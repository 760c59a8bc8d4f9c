import { check, type Finding, failure, ok, skipped, type Verdict, warning } from '../finding.ts';
import type { Answer, Measurements, Uploading } from '../measurements.ts';
import { inBytes } from '../units.ts';

/** Whether long messages pass, and too large bodies, too many sign-ins and the metrics do not. */
export function judgeLimits(m: Measurements): Finding[] {
  return [
    check('long messages', m.nearLimit, judgeNearLimit),
    check('upload limit', m.overLimit, judgeOverLimit),
    check('files', m.upload, judgeUpload),
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

/** A proxy that counts only what has come, as Caddy does, is not seen through. */
function judgeUpload({ bytes, answer }: Uploading): Verdict {
  const size = inBytes(bytes);
  if (answer === undefined) {
    return warning(`the proxy keeps a file until all of it has come, be it ${size}`, {
      nginx: 'proxy_request_buffering off; at location /api/v1/files',
      haproxy: 'no option http-buffer-request',
      traefik: 'no buffering middleware',
    });
  }
  const { status } = answer;
  // It has no token, so that is the server's own answer.
  if (status === 401 && isOwn(answer)) return ok(`as large as the server takes them: ${size}`);
  if (isBusy(answer)) return skipped(`answered with ${status}`);
  if (status !== 413) return warning(`files are answered with ${status}, not by the server`);
  return failure(`a file of ${size} is refused by the proxy, and the server would take it`, {
    nginx: `client_max_body_size ${Math.ceil(bytes / 2 ** 20)}m; at location /api/v1/files`,
    caddy: `request_body { max_size ${Math.ceil(bytes / 1e6)}MB }`,
    haproxy: 'no http-request deny by content-length for /api/v1/files',
    traefik: 'no buffering middleware with maxRequestBodyBytes',
    settings: 'MAX_FILE_BYTES with what the proxy takes',
  });
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
