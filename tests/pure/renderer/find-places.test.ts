import { expect, test } from 'vitest';
import {
  findPlaces,
  indexOfLast,
  type Place,
} from '../../../desktop/renderer/state/find-places.ts';
import { general, me, state } from './fixtures.ts';

const channel = (name: string, unread = 0) => ({
  ...general,
  id: name,
  name,
  unread,
  isGeneral: false,
});
const mine = [general, channel('archive'), channel('plans'), channel('art', 2)];
const bob = { ...me, id: 'bob', username: 'bob', displayName: 'Arthur Bob' };
const full = {
  ...state,
  channels: new Map(mine.map((one) => [one.id, one])),
  users: new Map([me, bob].map((one) => [one.id, one])),
};
function idOf(place: Place): string {
  if (place.kind === 'search') return place.words;
  if (place.kind === 'page') return place.page.name;
  return place.kind === 'person' ? place.user.id : place.channel.id;
}
const found = (words: string, joinable = [channel('artists'), channel('plans')]) =>
  findPlaces(full, words, joinable).map((place) => `${place.kind} ${idOf(place)}`);

test('unread channels are first, then others, people, and what one may join', () => {
  expect(found('')).toEqual([
    'channel art',
    'channel general',
    'channel archive',
    'channel plans',
    'person bob',
    'joinable artists',
  ]);
});

test('names that begin with the words come before those that contain them', () => {
  expect(found('ar')).toEqual(['channel art', 'channel archive', 'person bob', 'joinable artists']);
  expect(found('b')).toEqual(['person bob']);
  expect(found('R')).toEqual([
    'channel art',
    'channel general',
    'channel archive',
    'person bob',
    'joinable artists',
  ]);
});

test('pages are found by their words, or by whose section they are, after all else', () => {
  const page = {
    to: { kind: 'admin', section: 'people' },
    name: 'Artisans',
    about: 'Office',
  } as const;
  const names = (words: string) => findPlaces(full, words, [], [page]).map(idOf);
  expect(names('')).not.toContain('Artisans');
  expect(names('art')).toEqual(['art', 'bob', 'Artisans']);
  expect(names('office')).toEqual(['Artisans']);
});

test('the channel that was open before is chosen, else the first', () => {
  const places = findPlaces(full, '');
  expect(indexOfLast(places, 'plans')).toBe(3);
  expect(indexOfLast(places, 'gone')).toBe(0);
  expect(indexOfLast(places, undefined)).toBe(0);
});
