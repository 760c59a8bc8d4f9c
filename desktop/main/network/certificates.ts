import { X509Certificate } from 'node:crypto';
import type { Certificate, Request } from 'electron';
import type { ServerCertificate } from '../../bridge.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { HttpProxy } from './route.ts';
import { connectSecurely } from './tunnel.ts';

/** Chromium's codes (net/base/net_error_list.h), and Electron's «as Chromium says». */
const AUTHORITY_INVALID = -202;
const DATE_INVALID = -201;
const COMMON_NAME_INVALID = -200;
const AS_CHROMIUM_SAYS = -3;
const TRUSTED = 0;
const PATIENCE_MS = 10_000;

export interface CertificatesDeps {
  settings: SettingsStore;
  /** Authorities in PEM that Chromium does not read. */
  trusted(): readonly string[];
  proxyTo(url: string): Promise<HttpProxy | undefined>;
}

export type Certificates = ReturnType<typeof createCertificates>;

/**
 * Judges the certificates of the servers that the client calls. Where Chromium knows no authority
 * for one, and for no other reason, Node connects to the server and judges by the authorities that
 * Chromium does not read. Node's check is a whole one: name, time, and the chain with its
 * constraints. All other verdicts are Chromium's.
 */
export function createCertificates({ settings, trusted, proxyTo }: CertificatesDeps) {
  const ports = new Map<string, number>();
  const refused = new Map<string, ServerCertificate>();

  async function judge({ hostname, certificate, errorCode }: Request): Promise<number> {
    const port = ports.get(hostname);
    const ca = trusted();
    const verdict =
      errorCode === AUTHORITY_INVALID && port !== undefined && ca.length > 0
        ? await judgeByNode({ hostname, port }, ca, certificate)
        : AS_CHROMIUM_SAYS;
    const isTrusted = verdict === TRUSTED || (verdict === AS_CHROMIUM_SAYS && errorCode === 0);
    if (isTrusted) remember(hostname, certificate);
    else refused.set(hostname, seen(certificate));
    return verdict;
  }

  async function judgeByNode(
    server: { hostname: string; port: number },
    ca: readonly string[],
    certificate: Certificate,
  ): Promise<number> {
    try {
      const proxy = await proxyTo(`https://${server.hostname}:${server.port}`);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const socket = await connectSecurely(unbracketed(server), ca, proxy, signal);
      const shown = socket.getPeerX509Certificate()?.raw;
      socket.destroy();
      // Chromium was shown this one, and no other may pass for it.
      const isSame = shown?.equals(new X509Certificate(certificate.data).raw) === true;
      return isSame ? TRUSTED : AS_CHROMIUM_SAYS;
    } catch (error) {
      return codeOf(error);
    }
  }

  /** What comes later is compared with it. */
  function remember(hostname: string, certificate: Certificate): void {
    refused.delete(hostname);
    const { certificates } = settings.get();
    const { issuer, fingerprint } = seen(certificate);
    if (!ports.has(hostname) || certificates[hostname]?.fingerprint === fingerprint) return;
    settings.change({ certificates: { ...certificates, [hostname]: { issuer, fingerprint } } });
  }

  return {
    /** Answers Electron's `setCertificateVerifyProc`. */
    verify(request: Request, answer: (verdict: number) => void): void {
      void judge(request).then(answer, () => answer(AS_CHROMIUM_SAYS));
    },
    /** The client is about to call this server. */
    expect({ hostname, port, protocol }: URL): void {
      if (protocol === 'https:') ports.set(hostname, port === '' ? 443 : Number(port));
    },
    /** The one that was refused last, and what was trusted before if it was another. */
    refusedBy({ hostname }: URL): ServerCertificate | undefined {
      const now = refused.get(hostname);
      const was = settings.get().certificates[hostname];
      if (now === undefined || was === undefined || was.fingerprint === now.fingerprint) return now;
      return { ...now, was };
    },
  };
}

function seen({ issuerName, issuer, subjectName, fingerprint, validExpiry }: Certificate) {
  return {
    subject: subjectName,
    issuer: issuerName || issuer.organizations[0] || '?',
    fingerprint,
    validUntil: validExpiry * 1000,
  };
}

function unbracketed<Server extends { hostname: string }>(server: Server): Server {
  return { ...server, hostname: server.hostname.replace(/^\[(.*)\]$/, '$1') };
}

/** Chromium's code for Node's reason: the authority is known, and something else is wrong. */
function codeOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return DATE_INVALID;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return COMMON_NAME_INVALID;
    default:
      return AS_CHROMIUM_SAYS;
  }
}
