import type { Session } from 'electron';
import type { Passwords } from './passwords.ts';
import { firstProxy, type HttpProxy, httpProxyOf } from './route.ts';

export type Proxies = ReturnType<typeof createProxies>;

/** The system's proxies, as Chromium finds them, by the system's settings or its script. */
export function createProxies(session: Session, passwords: Passwords) {
  const known = new Map<string, string | undefined>();

  function forNode(proxy: string | undefined): HttpProxy | undefined {
    const at = proxy === undefined ? undefined : httpProxyOf(proxy);
    return at && { ...at, authorization: passwords.basic(`${at.host}:${at.port}`) };
  }
  /** As Chromium names it; undefined for a direct connection. */
  async function find(url: URL): Promise<string | undefined> {
    const proxy = firstProxy(await session.resolveProxy(url.origin));
    known.set(url.origin, proxy);
    return proxy;
  }

  return {
    find,
    /** Finds it unless it was found before, so that it is known when Chromium has ended. */
    async note(url: URL): Promise<void> {
      if (!known.has(url.origin)) await find(url);
    },
    findForNode: async (url: string) => forNode(await find(new URL(url))),
    /** The one that was found last. */
    knownForNode: (url: string) => forNode(known.get(new URL(url).origin)),
  };
}
