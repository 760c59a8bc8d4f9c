import type { Session } from 'electron';
import type { Fault } from '../../bridge.ts';
import type { Fetch } from '../server/gateway.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { type Certificates, createCertificates } from './certificates.ts';
import { createChromiumFetch, NetError } from './chromium-fetch.ts';
import { createClientCertificates } from './client-certificate.ts';
import { codeOf, Unreachable } from './fault.ts';
import { createNodeFetch } from './node-fetch.ts';
import { behindPassword, createPasswords } from './passwords.ts';
import { createProxies, type Proxies } from './proxies.ts';
import type { HttpProxy } from './route.ts';
import { readTrusted, trustedByNode } from './trusted.ts';

export interface Network {
  /**
   * Chromium's requests, by the system's proxies.
   *
   * @throws Unreachable, or the signal's reason
   */
  fetch: Fetch;
  /** Node's, by the proxy that Chromium has found last and the authorities that the client trusts. */
  ownFetch: Fetch;
  /** What a request of Node's needs to get there, for whoever makes it elsewhere. */
  ownWay(to: string): {
    basic: string | undefined;
    ca: readonly string[];
    proxy: HttpProxy | undefined;
  };
  /** Answers whoever has asked for a password in a `Fault`. */
  givePassword(to: string, username: string, password: string): void;
}

export interface NetworkDeps {
  session: Session;
  settings: SettingsStore;
  platform: NodeJS.Platform;
  /** PEM, of the organisation's own authorities. */
  caFile: string | undefined;
}

/** The client's way to its servers, on networks with authorities, proxies and gates of their own. */
export function createNetwork({ session, settings, platform, caFile }: NetworkDeps): Network {
  const passwords = createPasswords();
  const trusted = () => readTrusted(platform, caFile);
  const proxies = createProxies(session, passwords);
  const certificates = createCertificates({ settings, trusted, proxyTo: proxies.findForNode });
  session.setCertificateVerifyProc(certificates.verify);
  const chromium = createChromiumFetch(passwords, certificates.expect);
  const own = createNodeFetch({
    trusted: () => trustedByNode(trusted()),
    proxyTo: proxies.knownForNode,
  });
  const clientCertificates = createClientCertificates();

  async function ask(to: string, init: RequestInit, isAgain = false): Promise<Response> {
    const url = new URL(to);
    await proxies.note(url);
    try {
      return await chromium(to, through(url, init));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      const fault = await faultOf(url, error, proxies, certificates);
      const isWanted = fault.code === 'client-certificate-wanted' && !isAgain;
      if (!isWanted || !(await clientCertificates.provide(url))) throw new Unreachable(fault);
      init.signal?.throwIfAborted();
      return ask(to, init, true);
    }
  }

  function through({ origin }: URL, init: RequestInit): RequestInit {
    const basic = passwords.basic(origin);
    if (basic === undefined) return init;
    return { ...init, headers: behindPassword(new Headers(init.headers), origin, basic) };
  }

  return {
    async fetch(to, init) {
      const response = await ask(to, init);
      const realm = realmOf(response);
      if (realm === undefined) return response;
      void response.body?.cancel();
      const url = new URL(to);
      throw new Unreachable({
        ...(await tried(url, 'HTTP 401', proxies)),
        code: 'server-password-wanted',
        password: passwords.want(url.origin, realm),
      });
    },
    ownFetch: (to, init) => own(to, through(new URL(to), init)),
    ownWay: (to) => ({
      basic: passwords.basic(new URL(to).origin),
      ca: trustedByNode(trusted()),
      proxy: proxies.knownForNode(to),
    }),
    givePassword: (to, username, password) => passwords.give(to, { username, password }),
  };
}

async function tried(url: URL, error: string, proxies: Proxies) {
  const proxy = await proxies.find(url);
  return { url: url.origin, error, at: Date.now(), ...(proxy !== undefined && { proxy }) };
}

async function faultOf(
  url: URL,
  { message, wanted }: NetError,
  proxies: Proxies,
  certificates: Certificates,
): Promise<Fault> {
  const what = await tried(url, message, proxies);
  if (wanted !== undefined) return { ...what, code: 'proxy-password-wanted', password: wanted };
  const code = codeOf(message);
  const certificate = message.startsWith('ERR_CERT_') ? certificates.refusedBy(url) : undefined;
  if (certificate === undefined) return { ...what, code };
  const isChanged = code === 'untrusted-certificate' && certificate.was !== undefined;
  return { ...what, code: isChanged ? 'changed-certificate' : code, certificate };
}

/** What a 401 asks for that is not Workspace's own, which asks for a token. */
function realmOf({ status, headers }: Response): string | undefined {
  const asked = headers.get('www-authenticate') ?? '';
  if (status !== 401 || !/^(basic|digest|ntlm|negotiate)\b/i.test(asked)) return undefined;
  return /realm="([^"]*)"/i.exec(asked)?.[1] ?? '';
}
