import {
  check,
  type Finding,
  failure,
  ok,
  quiet,
  skipped,
  type Verdict,
  warning,
} from '../finding.ts';
import type { Answer, Measurements, Reach, Tls } from '../measurements.ts';
import { inDate, inDays } from '../units.ts';

const DAY_MS = 24 * 3_600_000;
/** An authority's own renewal comes before the first; a week is what somebody needs to renew by hand. */
const LEFT_MS = { warning: 21 * DAY_MS, failure: 7 * DAY_MS };
/** Shorter than a holiday, and a browser forgets it in between. */
const LEAST_HSTS_DAYS = 30;

/** The connection to the server: address, certificate, protocols. */
export function judgeConnection(m: Measurements): Finding[] {
  const { url, at } = m;
  return [
    check('address', m.reach, ({ address, local }) => ok(`${address}, seen from ${local}`)),
    check('certificate', m.reach, ({ tls, local }) =>
      tls === undefined ? judgeNoTls(local) : judgeCertificate(tls, url.hostname, at),
    ),
    check('protocol', m.reach, judgeProtocol),
    'error' in m.clearText
      ? { name: 'port 80', ...ok('closed') }
      : check('port 80', m.clearText, judgeClearText),
    check(
      'hsts',
      url.protocol === 'https:'
        ? quiet(m.description)
        : { skipped: 'the URL itself is without TLS' },
      judgeHsts,
    ),
  ];
}

function judgeNoTls(local: string): Verdict {
  return isLoopback(local)
    ? warning('no TLS, and this machine only: check the https:// address of the proxy as well')
    : failure('no TLS: passwords and messages cross the network for all to read', {
        nginx: 'use deploy/nginx/workspace.conf, which serves https://',
        caddy: 'use deploy/caddy/Caddyfile, which serves https://',
        haproxy: 'use deploy/haproxy/haproxy.cfg, which serves https://',
        traefik: 'use deploy/traefik/, which serves https://',
      });
}

const RENEW = {
  nginx: 'ssl_certificate and ssl_certificate_key: a new certificate; then nginx -s reload',
  caddy: 'tls: a new certificate, or let Caddy get one; then caddy reload',
  haproxy: 'bind … ssl crt: a new certificate; then systemctl reload haproxy',
  traefik: 'tls.certificates: a new certificate',
};

const CHAIN = {
  nginx: 'ssl_certificate: the whole chain (fullchain.pem), its own certificate first',
  caddy: 'tls: the whole chain, its own certificate first',
  haproxy: 'bind … ssl crt: key and whole chain in one file, its own certificate first',
  traefik: 'tls.certificates.certFile: the whole chain, its own certificate first',
};

function judgeCertificate(tls: Tls, host: string, at: Date): Verdict {
  const { fault, validFrom, validTo, issuer, names } = tls;
  const left = validTo.getTime() - at.getTime();
  if (left < 0) return failure(`expired ${inDays(-left)} ago, on ${inDate(validTo)}`, RENEW);
  if (validFrom > at) {
    return failure(
      `not valid before ${inDate(validFrom)}; or this machine's clock is behind`,
      RENEW,
    );
  }
  if (fault === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return failure(`is for ${names || 'nobody'}, and not for ${host}`, RENEW);
  }
  if (fault !== undefined) {
    return failure(
      `by ${issuer}, whom this machine does not know (${fault}): with an authority of your own, give --ca its certificate`,
      CHAIN,
    );
  }
  const until = `by ${issuer}, valid for ${inDays(left)} more, until ${inDate(validTo)}`;
  if (left < LEFT_MS.failure) return failure(until, RENEW);
  return left < LEFT_MS.warning ? warning(until, RENEW) : ok(until);
}

function judgeProtocol({ tls }: Reach): Verdict {
  if (tls === undefined) return skipped('HTTP/1.1 without TLS');
  return tls.isHttp2
    ? ok(`HTTP/2 over ${tls.protocol}`)
    : warning(`HTTP/1.1 over ${tls.protocol}: a browser shares six connections among its tabs`, {
        nginx: 'listen 443 ssl http2; (from 1.25 on: http2 on;)',
        caddy: 'servers { protocols h1 h2 h3 }, or nothing, since that is the default',
        haproxy: 'bind … alpn h2,http/1.1',
        traefik: 'tls.options: alpnProtocols with h2, or nothing, since that is the default',
      });
}

function judgeClearText({ status, headers }: Answer): Verdict {
  if (status >= 300 && status < 400 && headers['location']?.startsWith('https://')) {
    return ok('leads to https://');
  }
  return warning(`answers ${status} without TLS; it should lead to https://`, {
    nginx: 'in the server with "listen 80": return 308 https://$host$request_uri;',
    caddy: 'no http:// site of its own: Caddy redirects by itself',
    haproxy: 'http-request redirect scheme https code 308 unless { ssl_fc }',
    traefik: 'entryPoints.web.http.redirections.entryPoint: to: websecure',
  });
}

const HSTS = {
  nginx:
    'add_header Strict-Transport-Security "max-age=31536000" always; (again in a location with others of its own)',
  caddy: 'header Strict-Transport-Security max-age=31536000',
  haproxy:
    'http-after-response set-header Strict-Transport-Security max-age=31536000 if { ssl_fc }',
  traefik: 'a headers middleware with stsSeconds: 31536000, on each router',
};

function judgeHsts({ headers }: Answer): Verdict {
  const header = headers['strict-transport-security'];
  if (header === undefined) {
    return warning(
      'missing header: no Strict-Transport-Security, so a browser can be led to http:// first',
      HSTS,
    );
  }
  const days = Math.floor(Number(/max-age="?(\d+)/i.exec(header)?.[1] ?? 0) / 86_400);
  const found = `a browser that was here comes by https:// for ${days} days`;
  return days < LEAST_HSTS_DAYS ? warning(found, HSTS) : ok(found);
}

export const isLoopback = (address: string) =>
  address === '::1' || /^(::ffff:)?127\./.test(address);
