import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientOrigin } from '../../api/http/client-address.ts';

const trusted = new BlockList();
trusted.addAddress('10.0.0.1', 'ipv4');
trusted.addSubnet('fd00::', 8, 'ipv6');

const DIRECT = { forwardedFor: undefined, forwardedProto: undefined, isForwarded: false };
const addressOf = (remoteAddress: string, forwardedFor: string) =>
  clientOrigin(trusted, { ...DIRECT, remoteAddress, forwardedFor, isForwarded: true }).address;

test('whoever is no trusted proxy is taken for whom the connection says, whatever it sends', () => {
  fc.assert(
    fc.property(headers(), headers(), fc.ipV4(), (forwardedFor, forwardedProto, peer) => {
      fc.pre(peer !== '10.0.0.1');
      const connection = { remoteAddress: peer, forwardedFor, forwardedProto, isForwarded: true };
      expect(clientOrigin(trusted, connection)).toEqual({
        address: peer,
        peer,
        isPeerTrusted: false,
        isKnown: false,
        isLocal: false,
        scheme: undefined,
        isSecure: false,
      });
    }),
  );
});

test('nothing that stands before what the nearest proxy wrote changes who it is', () => {
  fc.assert(
    fc.property(headers(), fc.ipV4(), (made, client) => {
      fc.pre(client !== '10.0.0.1');
      expect(addressOf('10.0.0.1', `${made},${client}`)).toBe(client);
      expect(addressOf('::ffff:10.0.0.1', `${made}, ${client}:1234 `)).toBe(client);
    }),
  );
});

test('an IPv4 address in an IPv6 one is the same', () => {
  const { peer } = clientOrigin(trusted, { ...DIRECT, remoteAddress: '::ffff:192.168.77.88' });
  expect(peer).toBe('192.168.77.88');
});

test('behind a trusted proxy, too, it is an address', () => {
  fc.assert(
    fc.property(headers(), (forwardedFor) => {
      expect(isIP(addressOf('fd00::1', forwardedFor))).not.toBe(0);
    }),
  );
});

test('trusted proxies are passed, and the first word that is no address ends the search', () => {
  expect(addressOf('10.0.0.1', '192.0.2.1, fd00::2, 10.0.0.1')).toBe('192.0.2.1');
  expect(addressOf('10.0.0.1', '192.0.2.1, unknown')).toBe('10.0.0.1');
  expect(addressOf('10.0.0.1', '[2001:DB8::1]:443')).toBe('2001:db8::1');
  expect(addressOf('10.0.0.1', '10.0.0.1')).toBe('10.0.0.1');
});

test('only a trusted proxy says that a request came by TLS, by its last word', () => {
  const isSecure = (remoteAddress: string, forwardedProto: string) =>
    clientOrigin(trusted, { ...DIRECT, remoteAddress, forwardedProto, isForwarded: true }).isSecure;
  expect(isSecure('10.0.0.1', 'https')).toBe(true);
  expect(isSecure('10.0.0.1', 'http, HTTPS ')).toBe(true);
  expect(isSecure('10.0.0.1', 'https, http')).toBe(false);
  expect(isSecure('192.0.2.1', 'https')).toBe(false);
});

test('local is who connects from this machine, without a proxy', () => {
  const isLocal = (remoteAddress: string | undefined, isForwarded: boolean) =>
    clientOrigin(trusted, { ...DIRECT, remoteAddress, isForwarded }).isLocal;
  expect(isLocal('::ffff:127.0.0.1', false)).toBe(true);
  expect(isLocal('::1', false)).toBe(true);
  expect(isLocal('127.0.0.1', true)).toBe(false);
  expect(isLocal('192.0.2.1', false)).toBe(false);
  expect(isLocal(undefined, false)).toBe(false);
});

test.each([
  ['[2001:db8::1]', '2001:db8::1'],
  ['::FFFF:192.0.20.134', '192.0.20.134'],
  ['192.0.20.134:443', '192.0.20.134'],
  ['x[2001:db8::1]', '10.0.0.1'],
  ['[2001:db8::1]x', '10.0.0.1'],
  ['x::ffff:192.0.2.1', '10.0.0.1'],
  ['::ffff:192.0.2.1x', '10.0.0.1'],
  ['x192.0.2.1:443', '10.0.0.1'],
  ['192.0.2.1:443x', '10.0.0.1'],
])('%j before a trusted proxy is %s', (hop, address) => {
  expect(addressOf('10.0.0.1', hop)).toBe(address);
});

test('a stranger by IPv6, or by no address at all, is not taken for a proxy', () => {
  for (const remoteAddress of ['2001:db8::1', undefined]) {
    const connection = { forwardedFor: '192.0.2.1', forwardedProto: 'https', isForwarded: true };
    expect(clientOrigin(trusted, { ...connection, remoteAddress })).toMatchObject({
      address: remoteAddress ?? 'unknown',
      isPeerTrusted: false,
      isSecure: false,
    });
  }
});

function headers(): fc.Arbitrary<string> {
  const hop = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.ipV4().map((address) => `::ffff:${address}`),
    fc.ipV6().map((address) => `[${address}]:443`),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      ' ',
      'unknown',
      '10.0.0.1',
      'fd00::1%eth0',
      '[',
      '[]',
      '1.2.3.4.5',
      '::',
      '0',
    ),
  );
  return fc.array(hop, { maxLength: 8 }).map((hops) => hops.join(','));
}
