import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Issued } from './authority.ts';

/** Something before a server that speaks HTTPS, and asks for more than the server does. */
export interface Gateway {
  port: number;
  url: string;
  /** Shows this certificate from then on, and breaks what is open. */
  show(certificate: Issued): void;
  /** The names in the certificates that clients have shown. */
  shownBy: Set<string>;
  stop(): void;
}

export interface Demands {
  certificate: Issued;
  /** Shown on the first connection, in place of the other. */
  first?: Issued;
  /** Asks for this name and password by HTTP Basic. */
  password?: string;
  /** PEM; asks for a certificate of this authority. */
  clientsOf?: string;
}

export async function startGateway(to: string, demands: Demands): Promise<Gateway> {
  const { certificate, first, password, clientsOf } = demands;
  const shownBy = new Set<string>();
  const options: https.ServerOptions = {
    ...certificate,
    ...(clientsOf !== undefined && { ca: clientsOf, requestCert: true }),
  };
  if (first !== undefined) showFirst(options, certificate, first);
  const server = https.createServer(options, (request, response) => {
    const { headers } = request;
    if (password !== undefined && headers.authorization !== basic(password)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="The gate"' }).end();
      return;
    }
    const socket = request.socket;
    if ('getPeerCertificate' in socket && typeof socket.getPeerCertificate === 'function') {
      const name = socket.getPeerCertificate().subject?.CN;
      if (name !== undefined) shownBy.add(name);
    }
    const { method, url } = request;
    const forwarded = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    const upstream = http.request(
      to + url,
      { method, headers: { ...headers, ...forwarded } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://localhost:${port}`,
    show({ cert, key }) {
      server.setSecureContext({ cert, key });
      server.closeAllConnections();
    },
    shownBy,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function showFirst(options: https.ServerOptions, certificate: Issued, first: Issued): void {
  let isFirst = true;
  options.SNICallback = (_name, answer) => {
    answer(null, createSecureContext(isFirst ? first : certificate));
    isFirst = false;
  };
}

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

function basic(password: string): string {
  return `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;
}
