import type { BlockList } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import { type ClientOrigin, clientOrigin, isFrom } from './client-address.ts';
import type { AppEnv } from './env.ts';
import { notFound } from './problem.ts';

// Few requests need these, so they are computed on demand.

/** A logger whose lines name the request. */
export function logOf(c: Context<AppEnv>): Logger {
  return c.get('log').child({ requestId: c.get('requestId') });
}

/** The client, on Node; elsewhere nobody is local and everybody has the same address. */
export function originOf(c: Context<AppEnv>): ClientOrigin {
  const isOnNode = c.env?.incoming !== undefined;
  return clientOrigin(c.get('trustedProxies'), {
    remoteAddress: isOnNode ? getConnInfo(c).remote.address : undefined,
    forwardedFor: c.req.header('x-forwarded-for'),
    forwardedProto: c.req.header('x-forwarded-proto'),
    isForwarded: FORWARDING.some((name) => c.req.header(name) !== undefined),
  });
}

/** For what only some addresses are shown; to others it does not exist. @throws Problem `not-found` */
export function requireFrom(c: Context<AppEnv>, ranges: BlockList): void {
  if (!isFrom(ranges, originOf(c))) throw notFound('resource');
}

/**
 * Whether the client is on this machine and knows it by a name of its own. A page of anybody's may
 * name this machine: its host's name leads to 127.0.0.1, and a browser here then takes this server for
 * the page's own (DNS rebinding).
 */
export function isOwnNeighbour(c: Context<AppEnv>): boolean {
  return originOf(c).isLocal && OWN_NAME.test(c.req.header('host') ?? '');
}

const OWN_NAME = /^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(:\d+)?$/i;

const FORWARDING = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];
