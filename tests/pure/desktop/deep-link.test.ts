import { expect, test, vi } from 'vitest';
import { handleLinks, linkIn, parseLink } from '../../../desktop/main/deep-link.ts';
import { createPlace } from '../../../desktop/main/place.ts';

const ID = '0192a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const ADDRESS = `#/c/${ID}`;

test.each([
  [`workspace://c/${ID}`, ADDRESS],
  [`workspace://c/${ID}/7`, `${ADDRESS}/7`],
  [`workspace://c/${ID}/7/`, `${ADDRESS}/7`],
  [`workspace://channel/${ID}`, ADDRESS],
  [`workspace://channel/${ID}/`, ADDRESS],
  [`WORKSPACE://channel/${ID.toUpperCase()}`, ADDRESS],
  [`workspace://c/${ID}/thread/${ID}/7`, `${ADDRESS}/thread/${ID}/7`],
  [`workspace://c/${ID}/members`, `${ADDRESS}/members`],
  [`workspace://u/${ID}`, `#/u/${ID}`],
  ['workspace://settings/look', '#/settings/look'],
])('%s leads to the page’s %s', (link, address) => {
  expect(parseLink(link)).toBe(address);
});

test.each([
  '',
  'workspace://channel/',
  `workspace://user/${ID}`,
  `workspace://channel/${ID}/../../x`,
  `workspace://channel/${ID}?x`,
  `https://channel/${ID}`,
  `workspace://channel/${ID} --inspect`,
  `x workspace://channel/${ID}`,
  `workspace://channel/${ID}0`,
  `workspace://channel/${ID.slice(1)}`,
  `workspace://channel/${ID.replaceAll('-', '')}`,
])('%j leads nowhere, and nothing of it reaches the page', (link) => {
  expect(parseLink(link)).toBe('#/');
});

test('a link is found among the arguments of the program', () => {
  const program = '/opt/Workspace/workspace';
  expect(linkIn([program, '--hidden', `workspace://channel/${ID}`])).toBe(ADDRESS);
  expect(linkIn([program, `/home/x/workspace://channel/${ID}`])).toBeUndefined();
  expect(linkIn([program, `WORKSPACE://CHANNEL/${ID.toUpperCase()}`])).toBe(ADDRESS);
  expect(linkIn([program])).toBeUndefined();
});

test('a link is followed at once where the page listens, and waits where it does not yet', () => {
  const shown: string[] = [];
  const place = createPlace((address) => void shown.push(address));
  place.open('first');
  place.open(undefined);
  expect(shown).toEqual([]);
  place.onListening();
  place.onListening();
  place.open('second');
  expect(shown).toEqual(['first', 'second']);
});

test.each([
  ['win32', true, [['workspace']]],
  ['darwin', true, [['workspace']]],
  ['win32', false, []],
  // There the menu entry names the scheme, and this call would name HTML files as well.
  ['linux', true, []],
] as const)(
  'the client on %s (installed: %j) makes itself the program for links and for nothing else',
  (platform, isPackaged, schemes) => {
    const setAsDefaultProtocolClient = vi.fn();
    handleLinks({ isPackaged, setAsDefaultProtocolClient }, platform);
    expect(setAsDefaultProtocolClient.mock.calls).toEqual(schemes);
  },
);
