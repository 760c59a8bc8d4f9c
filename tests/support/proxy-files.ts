import { readFileSync } from 'node:fs';
import type { Issued } from './authority.ts';

export type ProxyKind = 'nginx' | 'haproxy' | 'caddy';
export const PROXY_KINDS: readonly ProxyKind[] = ['nginx', 'haproxy', 'caddy'];

/** The test's places, which replace those in the shipped file. */
export interface Places {
  /** The folder to which the proxy writes. */
  folder: string;
  port: number;
  /** The port of plain HTTP, which is redirected. */
  plainPort: number;
  certificate: Issued;
  /** The servers' `host:port`; one or two. */
  servers: readonly string[];
}

interface ProxyFile {
  shipped: string;
  /** The test's replacements; each pattern must be found in the file. */
  substitutions(places: Places): readonly [RegExp | string, string][];
}

/**
 * The shipped configuration file, changed only to use loopback ports and the test's certificate and
 * servers.
 *
 * @throws Error if the file no longer contains a pattern that is to be replaced
 */
export function readProxyFile(kind: ProxyKind, places: Places): string {
  const { shipped, substitutions } = FILES[kind];
  return substitutions(places).reduce(
    (text, [from, to]) => replaceIn(text, from, to, shipped),
    readFileSync(shipped, 'utf8'),
  );
}

/** @throws Error where `from` is not in `text` */
export function replaceIn(
  text: string,
  from: RegExp | string,
  to: string,
  name = 'the configuration',
): string {
  const replaced = text.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'gm'), to);
  if (replaced === text) throw new Error(`${name} no longer has ${from}, which the test replaces`);
  return replaced;
}

const FILES: Record<ProxyKind, ProxyFile> = {
  nginx: {
    shipped: 'deploy/nginx/workspace.conf',
    substitutions: ({ port, plainPort, certificate, servers: [one = '', two] }) => [
      [/^ *listen \[::\].*\n/, ''],
      ['listen 80;', `listen 127.0.0.1:${plainPort};`],
      ['listen 443 ', `listen 127.0.0.1:${port} `],
      ['/etc/ssl/workspace/fullchain.pem', certificate.certFile],
      ['/etc/ssl/workspace/privkey.pem', certificate.keyFile],
      [/127\.0\.0\.1:4000\b/, one],
      two === undefined
        ? ['# server 10.0.0.12:4000', '#']
        : ['# server 10.0.0.12:4000', `server ${two}`],
    ],
  },
  haproxy: {
    shipped: 'deploy/haproxy/haproxy.cfg',
    substitutions: ({ port, plainPort, certificate, servers: [one = '', two] }) => [
      ['log /dev/log local0', 'log stdout format raw local0'],
      [/^ *(user|group) haproxy\n/, ''],
      [/^ *bind :::.*\n/, ''],
      [/bind :80$/, `bind 127.0.0.1:${plainPort}`],
      ['bind :443 ', `bind 127.0.0.1:${port} `],
      ['/etc/ssl/workspace/workspace.pem', certificate.joinedFile],
      [/127\.0\.0\.1:4000\b/, one],
      two === undefined
        ? ['# server two', '#']
        : ['# server two 10.0.0.12:4000', `server two ${two}`],
    ],
  },
  caddy: {
    shipped: 'deploy/caddy/Caddyfile',
    substitutions: ({ folder, port, plainPort, certificate, servers: [one = '', two] }) => [
      [
        /^\{\n/,
        `{\n\tadmin off\n\thttp_port ${plainPort}\n\thttps_port ${port}\n\tdefault_bind 127.0.0.1\n\tstorage file_system ${folder}\n`,
      ],
      [/^chat\.example\.lan \{/, 'localhost {'],
      ['/etc/ssl/workspace/fullchain.pem', certificate.certFile],
      ['/etc/ssl/workspace/privkey.pem', certificate.keyFile],
      [/127\.0\.0\.1:4000\b/, one],
      two === undefined ? ['# to 10.0.0.12:4000', '#'] : ['# to 10.0.0.12:4000', `to ${two}`],
    ],
  },
};
