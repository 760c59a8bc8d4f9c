import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Issued } from './authority.ts';

/** Something before a server that speaks HTTPS, and asks for more than the server does. */
export interface Gateway {
  port: number;
  url: string;
  /** Shows this certificate from then on, and breaks what is open. */
  show(certificate: Issued): void;
  /** Asks for this password from then on, and breaks what is open. */
  ask(wanted: string): void;
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
  const { certificate, first, clientsOf } = demands;
  let { password } = demands;
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
    ask(wanted) {
      password = wanted;
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

/** What a client of this password sends. */
export function basic(password: string): string {
  return `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;
}
