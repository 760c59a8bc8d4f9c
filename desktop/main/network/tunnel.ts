import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { HttpProxy } from './route.ts';

/**
 * Node's connection to an HTTPS server, through the proxy where there is one. It is open once the
 * server has proved itself by an authority in `ca`, for this name and at this time.
 *
 * @throws Error whose `code` says why the certificate does not hold, as Node names it
 */
export async function connectSecurely(
  { hostname, port }: { hostname: string; port: number },
  ca: readonly string[],
  proxy: HttpProxy | undefined,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const socket =
    proxy === undefined
      ? net.connect({ host: hostname, port })
      : await tunnel(`${net.isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`, proxy, signal);
  const secure = tls.connect({
    socket,
    ca: [...ca],
    // For the check of the name, where the server is an address.
    host: hostname,
    ...(net.isIP(hostname) === 0 && { servername: hostname }),
  });
  socket.on('error', (error) => secure.destroy(error));
  try {
    await once(secure, 'secureConnect', { signal });
    return secure;
  } catch (error) {
    secure.destroy();
    socket.destroy();
    throw error;
  }
}

/** RFC 9110, section 9.3.6. */
async function tunnel(
  target: string,
  { host, port, authorization }: HttpProxy,
  signal: AbortSignal,
): Promise<net.Socket> {
  const headers = {
    host: target,
    ...(authorization !== undefined && { 'proxy-authorization': authorization }),
  };
  const request = http.request({ host, port, method: 'CONNECT', path: target, headers, signal });
  request.end();
  const connected: Promise<[http.IncomingMessage, net.Socket]> = new Promise((resolve, reject) => {
    request.on('connect', (response, socket) => resolve([response, socket]));
    request.on('error', reject);
  });
  const [{ statusCode }, socket] = await connected;
  if (statusCode === 200) return socket;
  socket.destroy();
  throw new Error(`the proxy answers ${statusCode}`);
}
