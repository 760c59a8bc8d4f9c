import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { explain } from '../explain.ts';
import type { Outcome, Reach, Tls } from '../measurements.ts';

const TIMEOUT_MS = 10_000;

/** Looks up the host, connects, and reads its certificate, whether that is valid or not. */
export async function measureReach(url: URL, trusted: SecureContext): Promise<Outcome<Reach>> {
  const isTls = url.protocol === 'https:';
  // A URL has brackets around an IPv6 address.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (isTls ? 443 : 80);
  try {
    const { address } = await lookup(host);
    const socket = isTls
      ? connectTls({
          host,
          port,
          // A server name may not be an address (RFC 6066, section 3).
          servername: isIP(host) === 0 ? host : '',
          ALPNProtocols: ['h2', 'http/1.1'],
          rejectUnauthorized: false,
          secureContext: trusted,
        })
      : connectTcp({ host, port });
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
      return {
        value: {
          address: socket.remoteAddress ?? address,
          local: socket.localAddress ?? '',
          tls: 'getProtocol' in socket ? tlsOf(socket) : undefined,
        },
      };
    } finally {
      socket.on('error', () => undefined).destroy();
    }
  } catch (error) {
    return { error: explain(error, `${host}:${port}`) };
  }
}

function tlsOf(socket: TLSSocket): Tls {
  const certificate = socket.getPeerX509Certificate();
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    isHttp2: socket.alpnProtocol === 'h2',
    fault: socket.authorized ? undefined : faultOf(socket.authorizationError),
    validFrom: certificate?.validFromDate ?? new Date(0),
    validTo: certificate?.validToDate ?? new Date(0),
    issuer: /^(?:CN|O)=(.+)$/m.exec(certificate?.issuer ?? '')?.[1] ?? 'an unknown issuer',
    names: (certificate?.subjectAltName ?? '').replaceAll(/(DNS|IP Address):/g, ''),
  };
}

/** Node's types say that `authorizationError` is an Error; it is the error's code. */
function faultOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return String(error);
}
