import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BESIDE,
  type ChannelPlace,
  formatAddress,
  type Place,
  parseAddress,
  placeOfLink,
} from '../../../desktop/address.ts';

const ID = '0192a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const THREAD = '0192a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c';
const channel = (seq?: number): Place => ({ kind: 'channel', channelId: ID, seq });
const beside = (what: ChannelPlace['beside'], seq?: number): Place => ({
  ...{ kind: 'channel', channelId: ID, seq, beside: what },
});

test.each<[string, Place]>([
  [`#/c/${ID}`, channel()],
  [`#/c/${ID}/7`, channel(7)],
  [`#/c/${ID}/members`, beside('members')],
  [`#/c/${ID}/7/pins`, beside('pins', 7)],
  [`#/c/${ID}/files`, beside('files')],
  [`#/c/${ID}/thread/${THREAD}`, beside({ threadId: THREAD })],
  [`#/c/${ID}/thread/${THREAD}/8`, beside({ threadId: THREAD, seq: 8 })],
  [`#/c/${ID}/7/thread/${THREAD}`, beside({ threadId: THREAD }, 7)],
  [`#/c/${ID}/search`, { ...beside('search'), query: '' } as Place],
  [
    `#/c/${ID}/7/search?q=in%3Aa%20d%C3%A9j%C3%A0%20%26%20%22%23b%22`,
    {
      ...(beside('search', 7) as ChannelPlace),
      query: 'in:a déjà & "#b"',
    },
  ],
  [`#/c/${ID}/7?q=a`, { ...(channel(7) as ChannelPlace), query: 'a' }],
  [
    `#/c/${ID}/thread/${THREAD}/8?q=a`,
    {
      ...(beside({ threadId: THREAD, seq: 8 }) as ChannelPlace),
      query: 'a',
    },
  ],
  ['#/unread/search?q=a', { kind: 'unread', query: 'a' }],
  ['#/saved/search', { kind: 'saved', query: '' }],
  [`#/u/${ID}`, { kind: 'person', userId: ID }],
  ['#/people', { kind: 'people' }],
  ['#/settings', { kind: 'settings' }],
  ['#/settings/password', { kind: 'settings', section: 'password' }],
  ['#/admin', { kind: 'admin' }],
  ['#/admin/devices', { kind: 'admin', section: 'devices' }],
  ['#/admin/devices/waiting', { kind: 'admin', section: 'devices', isWaiting: true }],
  ['#/channels', { kind: 'channels' }],
  ['#/message', { kind: 'message' }],
  ['#/shortcuts', { kind: 'shortcuts' }],
])('%s is the address of a place, both ways', (address, place) => {
  expect(formatAddress(place)).toBe(address);
  expect(parseAddress(address)).toEqual(place);
  if (!address.includes('?')) expect(parseAddress(`${address}/`)).toEqual(place);
});

const uuid = fc.uuid();
const seq = fc.option(fc.integer({ min: 1, max: 999_999_999_999_999 }), { nil: undefined });
const query = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const inChannel = { kind: fc.constant('channel' as const), channelId: uuid, seq };
const thread = fc.record({ threadId: uuid, seq });
const anyPlace: fc.Arbitrary<Place> = fc.oneof(
  fc.record({
    ...inChannel,
    beside: fc.oneof(
      fc.constantFrom(undefined, ...BESIDE.filter((one) => one !== 'search')),
      thread,
    ),
  }),
  fc.record({
    ...inChannel,
    beside: fc.constant('search' as const),
    query: fc.oneof(query, fc.constant('')),
  }),
  fc.record({ ...inChannel, beside: fc.oneof(fc.constant(undefined), thread), query }),
  fc.record({
    kind: fc.constantFrom('unread' as const, 'threads' as const, 'saved' as const),
    query,
  }),
  fc.record({ kind: fc.constant('person' as const), userId: uuid }),
);

test('whatever place is written as an address is read from it again, and in one way alone', () => {
  fc.assert(
    fc.property(anyPlace, (place) => {
      const address = formatAddress(place);
      expect(parseAddress(address)).toEqual(place);
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(uuid, fc.constantFrom('c', 'u', 'thread', '7', '0', 'x', ...BESIDE)), {
        maxLength: 7,
      }),
      (parts) => {
        const address = `#/${parts.join('/')}`;
        const place = parseAddress(address);
        if (place !== undefined) expect(formatAddress(place)).toBe(address);
      },
    ),
  );
});

test('the id of a channel may be in capitals', () => {
  expect(parseAddress(`#/c/${ID.toUpperCase()}/12`)).toEqual(channel(12));
});

test.each([
  '',
  '#',
  '#/',
  `/c/${ID}`,
  `#c/${ID}`,
  `#/c/${ID}0`,
  `#/c/${ID.slice(1)}`,
  `#/c/${ID}/0`,
  `#/c/${ID}/07`,
  `#/c/${ID}/-1`,
  `#/c/${ID}/1.5`,
  `#/c/${ID}/1e3`,
  `#/c/${ID}/9999999999999999`,
  `#/c/${ID}/7/8`,
  `#/c/${ID}?x`,
  `#/c/${ID}/../settings`,
  `#/c/${ID} /7`,
  `#/c/${ID}/pins/7`,
  `#/c/${ID}/members/pins`,
  `#/c/${ID}/MEMBERS`,
  `#/c/${ID}/nothing`,
  `#/c/${ID}/thread`,
  `#/c/${ID}/thread/7`,
  `#/c/${ID}/thread/${THREAD}/0`,
  `#/c/${ID}/thread/${THREAD}/7/8`,
  `#/c/${ID}/thread/${THREAD}/pins`,
  `#/u/${ID}/7`,
  '#/u/alice',
  '#/u',
  '#/settings/look/more',
  '#/settings/people',
  '#/admin/people/waiting',
  '#/SETTINGS',
  '#/constructor',
  '#/settings?q=a',
  `#/u/${ID}?q=a`,
  `#/c/${ID}/members?q=a`,
  `#/c/${ID}?q=`,
  `#/c/${ID}?q=%`,
  `#/c/${ID}?q=a&b`,
  `#/c/${ID}?q=${'a'.repeat(501)}`,
])('%j is none', (address) => {
  expect(parseAddress(address)).toBeUndefined();
});

test('a link leads to a place where it names an own origin, and nothing but an address after it', () => {
  const origins = ['https://chat.example.lan', 'app://workspace'];
  const at = (href: string) => placeOfLink(href, origins);
  expect(at(`https://chat.example.lan/#/c/${ID}/7`)).toEqual(channel(7));
  expect(at('app://workspace/#/settings')).toEqual({ kind: 'settings' });
  for (const href of [
    `https://chat.example.lan.example.org/#/c/${ID}`,
    `https://example.org/?https://chat.example.lan/#/c/${ID}`,
    `http://chat.example.lan/#/c/${ID}`,
    `https://chat.example.lan/docs/#/c/${ID}`,
    `https://chat.example.lan/#/unknown`,
    'https://chat.example.lan/',
    `#/c/${ID}`,
  ]) {
    expect(at(href)).toBeUndefined();
  }
});
