import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { basic } from './company-gateway.ts';

/** A proxy for HTTPS that notes whom it is asked for, and a script that names it. */
export interface CompanyProxy {
  address: string;
  /** Of a script (PAC) by which everything goes through the proxy. */
  script: string;
  asked: string[];
  stop(): void;
}

/** @param hosts where names lead that it alone knows, as `chat.test` to a port of this machine */
export async function startCompanyProxy(
  hosts: Record<string, number>,
  password?: string,
): Promise<CompanyProxy> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const proxy = http.createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://none').hostname);
    response.writeHead(502).end();
  });
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('connect', (request, socket) => {
    const [host = ''] = (request.url ?? '').split(':');
    asked.push(host);
    const given = request.headers['proxy-authorization'];
    if (password !== undefined && given !== basic(password)) {
      const refusal = 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="The proxy"\r\n';
      socket.end(`${refusal}Content-Length: 0\r\n\r\n`);
      return;
    }
    const port = hosts[host];
    if (port === undefined) {
      socket.end('HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const upstream = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Yes\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const scripts = http.createServer((_request, response) => {
    response.setHeader('content-type', 'application/x-ns-proxy-autoconfig');
    response.end(`function FindProxyForURL() { return 'PROXY ${address}'; }`);
  });
  scripts.listen(0, '127.0.0.1');
  await once(scripts, 'listening');
  return {
    address,
    script: `http://127.0.0.1:${(scripts.address() as AddressInfo).port}/proxy.pac`,
    asked,
    stop() {
      proxy.close();
      scripts.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
