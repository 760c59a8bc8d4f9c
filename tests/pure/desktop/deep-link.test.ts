import { expect, test } from 'vitest';
import { linkIn, parseLink } from '../../../desktop/main/deep-link.ts';
import { createPlace } from '../../../desktop/main/place.ts';

const ID = '0192a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';

test('a link names a channel', () => {
  expect(parseLink(`workspace://channel/${ID}`)).toBe(ID);
  expect(parseLink(`workspace://channel/${ID}/`)).toBe(ID);
  expect(parseLink(`WORKSPACE://channel/${ID.toUpperCase()}`)).toBe(ID);
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
])('%j leads nowhere', (link) => {
  expect(parseLink(link)).toBeUndefined();
});

test('a link is found among the arguments of the program', () => {
  expect(linkIn(['/opt/Workspace/workspace', '--hidden', `workspace://channel/${ID}`])).toBe(ID);
  expect(linkIn(['/opt/Workspace/workspace', `/home/x/workspace://channel/${ID}`])).toBeUndefined();
  expect(linkIn(['/opt/Workspace/workspace', `WORKSPACE://CHANNEL/${ID.toUpperCase()}`])).toBe(ID);
  expect(linkIn(['/opt/Workspace/workspace'])).toBeUndefined();
});

test('a link is followed at once where the page listens, and waits where it does not yet', () => {
  const shown: string[] = [];
  const place = createPlace((channelId) => void shown.push(channelId));
  place.open('first');
  place.open(undefined);
  expect(shown).toEqual([]);
  place.onListening();
  place.onListening();
  place.open('second');
  expect(shown).toEqual(['first', 'second']);
});
