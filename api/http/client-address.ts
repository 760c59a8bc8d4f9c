import { type BlockList, isIPv4, isIPv6 } from 'node:net';

export interface Connection {
  /** The peer's own address. */
  remoteAddress: string | undefined;
  /** X-Forwarded-For, as received. */
  forwardedFor: string | undefined;
  /** X-Forwarded-Proto, as received. */
  forwardedProto: string | undefined;
  /** True where any header says that a proxy has forwarded the request. */
  isForwarded: boolean;
}

export interface ClientOrigin {
  address: string;
  /** The other end of the connection: the client's own, or the nearest proxy's. */
  peer: string;
  isPeerTrusted: boolean;
  /** False where a proxy has forwarded the request and nobody who is trusted says for whom. */
  isKnown: boolean;
  isLocal: boolean;
  /** By which the client came; undefined where a proxy has forwarded the request and none says it. */
  scheme: 'http' | 'https' | undefined;
  isSecure: boolean;
}

/**
 * The client, seen through the trusted proxies. X-Forwarded-For is read from its end, where the
 * nearest proxy has written; the first address that is not a trusted proxy's is the client's.
 * Anyone may have made up the addresses before it.
 */
export function clientOrigin(trusted: BlockList, connection: Connection): ClientOrigin {
  const peer = normalise(connection.remoteAddress ?? '') ?? 'unknown';
  let address = peer;
  let isKnown = !connection.isForwarded;
  const hops = connection.forwardedFor?.split(',').map((hop) => hop.trim()) ?? [];
  while (isIn(trusted, address) && hops.length > 0) {
    const hop = normalise(hops.pop() ?? '');
    isKnown = hop !== undefined;
    if (hop === undefined) break;
    address = hop;
  }
  const isPeerTrusted = isIn(trusted, peer);
  const scheme = connection.isForwarded
    ? schemeOf(isPeerTrusted ? connection.forwardedProto : undefined)
    : 'http';
  return {
    address,
    peer,
    isPeerTrusted,
    isKnown,
    isLocal: !connection.isForwarded && isLoopback(peer),
    scheme,
    isSecure: scheme === 'https',
  };
}

/** Whether the client is in one of the ranges, or is a trusted proxy that asks for itself. */
export function isFrom(ranges: BlockList, { address, ...origin }: ClientOrigin): boolean {
  const isProxyItself = origin.isPeerTrusted && address === origin.peer;
  return origin.isKnown && (isProxyItself || isIn(ranges, address));
}

/** What the nearest proxy has written, at the end. */
function schemeOf(forwardedProto = ''): ClientOrigin['scheme'] {
  const proto = forwardedProto.split(',').at(-1)?.trim().toLowerCase();
  return proto === 'http' || proto === 'https' ? proto : undefined;
}

/**
 * The part of an address that tells one customer's machines from another's: of IPv6 the first 64
 * bits, since whoever has one address of a network may use any of it (RFC 6177).
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array(zeros).fill('0'), ...last].slice(0, 4).join(':');
}

/**
 * An address in its one spelling (RFC 5952), without port, brackets, zone or IPv4-in-IPv6 prefix;
 * undefined where it is none.
 */
function normalise(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  const address = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(bare)?.[1] ?? bare.replace(/%.*$/, '');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  const spelt = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(spelt) ?? [];
  if (high === undefined || low === undefined) return spelt;
  const bytes = [high, low].flatMap((group) => {
    const both = Number.parseInt(group, 16);
    return [both >> 8, both & 255];
  });
  return bytes.join('.');
}

function isIn(ranges: BlockList, address: string): boolean {
  if (isIPv4(address)) return ranges.check(address, 'ipv4');
  return isIPv6(address) && ranges.check(address, 'ipv6');
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
