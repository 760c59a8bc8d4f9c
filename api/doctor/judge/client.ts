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
import { type Diagnosed, FORGED_ADDRESS, type Measurements } from '../measurements.ts';

/** Whether the server sees the client's own address, which throttling and the log depend on. */
export function judgeClient(m: Measurements): Finding[] {
  const isTls = m.url.protocol === 'https:';
  return [
    check('client address', quiet(m.diagnostics), (d) => judgeAddress(d, isTls)),
    check('forged address', quiet(m.forged), (d) => judgeForged(d, isTls)),
    check('https seen', quiet(m.diagnostics), (d) => judgeSecure(d, isTls)),
  ];
}

const FORWARD_ADDRESS = {
  nginx:
    'proxy_set_header X-Forwarded-For $remote_addr; (again in a location with others of its own)',
  caddy: 'in reverse_proxy: no header_up of X-Forwarded-For; Caddy sets it by itself',
  haproxy: 'http-request set-header X-Forwarded-For %[src]',
  traefik: 'no headers middleware that takes X-Forwarded-For away; Traefik sets it by itself',
};

const FORWARD_PROTOCOL = {
  nginx: 'proxy_set_header X-Forwarded-Proto $scheme; (again in a location with others of its own)',
  caddy: 'in reverse_proxy: no header_up of X-Forwarded-Proto; Caddy sets it by itself',
  haproxy: 'http-request set-header X-Forwarded-Proto https',
  traefik: 'no headers middleware that takes X-Forwarded-Proto away; Traefik sets it by itself',
};

function judgeAddress({ client, settings, local }: Diagnosed, isTls: boolean): Verdict {
  const { address, peer, isPeerTrusted, forwardedFor } = client;
  const own = withoutPrefix(local);
  // The server speaks no TLS, so a proxy stands before it.
  if (isTls && forwardedFor === null) {
    return failure(
      `missing header: the proxy sends no X-Forwarded-For, so all clients are ${peer}`,
      FORWARD_ADDRESS,
    );
  }
  if (forwardedFor !== null && !isPeerTrusted) {
    const trusted = settings.trustedProxies.join(', ') || 'nobody';
    return failure(
      `TRUSTED_PROXIES lacks the proxy ${peer} (it has ${trusted}), so all clients are ${peer}`,
      { settings: `TRUSTED_PROXIES=${[...settings.trustedProxies, peer].join(',')}` },
    );
  }
  if (address === own) return ok(`${address}, as it is`);
  return warning(
    forwardedFor === null
      ? `${address}, while this machine's is ${own}: NAT between, or a proxy without X-Forwarded-For`
      : `${address}, while this machine's is ${own}: NAT between, or a second proxy to add to TRUSTED_PROXIES`,
  );
}

function judgeForged({ client, settings, local }: Diagnosed, isTls: boolean): Verdict {
  if (client.address !== FORGED_ADDRESS) return ok('not believed');
  if (!isTls && client.peer === withoutPrefix(local)) {
    return skipped('this machine is itself one of TRUSTED_PROXIES');
  }
  return failure(
    `believed: the proxy passes on what clients make up, and ${settings.trustedProxies.join(', ')} trusts too many`,
    {
      ...FORWARD_ADDRESS,
      caddy: 'servers: trusted_proxies without the clients’ addresses',
      traefik: 'forwardedHeaders: insecure: false, trustedIPs without the clients’ addresses',
      settings: "TRUSTED_PROXIES with the proxies' own addresses, and no range that clients are in",
    },
  );
}

function judgeSecure({ client }: Diagnosed, isTls: boolean): Verdict {
  if (!isTls) return skipped('the URL is without TLS');
  if (client.isSecure) return ok('the session cookie is for https:// only');
  if (!client.isPeerTrusted) return skipped('the proxy is not one of TRUSTED_PROXIES');
  return failure('missing header: the proxy sends no X-Forwarded-Proto', FORWARD_PROTOCOL);
}

/** A socket that accepts both families gives IPv4 addresses as IPv6 (`::ffff:192.0.2.1`). */
const withoutPrefix = (address: string) => address.replace(/^::ffff:/i, '');
