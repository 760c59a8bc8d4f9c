import http from 'node:http';
import https from 'node:https';
import type { Fetch } from '../server/gateway.ts';
import type { HttpProxy } from './route.ts';
import { connectSecurely } from './tunnel.ts';

export interface NodeFetchDeps {
  /** Authorities in PEM. */
  trusted(): readonly string[];
  /** As it was known before Chromium ended. */
  proxyTo(url: string): HttpProxy | undefined;
}

/**
 * Node's requests, for when Chromium has ended: they need no other process. The answer is its status
 * alone. Plain HTTP goes without the proxy.
 */
export function createNodeFetch({ trusted, proxyTo }: NodeFetchDeps): Fetch {
  return async (to, { method = 'GET', headers, body, signal: given }) => {
    const url = new URL(to);
    const signal = given ?? new AbortController().signal;
    const options = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      signal,
    };
    const request =
      url.protocol === 'http:'
        ? http.request(url, { ...options, agent: false })
        : await secureRequest(url, options, trusted(), proxyTo(to));
    return new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        response.resume();
        resolve(new Response(null, { status: response.statusCode ?? 500 }));
      });
      request.end(typeof body === 'string' ? body : undefined);
    });
  };
}

async function secureRequest(
  url: URL,
  options: https.RequestOptions & { signal: AbortSignal },
  ca: readonly string[],
  proxy: HttpProxy | undefined,
): Promise<http.ClientRequest> {
  const server = {
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 443 : Number(url.port),
  };
  const socket = await connectSecurely(server, ca, proxy, options.signal);
  return https.request(url, { ...options, createConnection: () => socket });
}
