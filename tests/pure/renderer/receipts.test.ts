import { expect, test } from 'vitest';
import { seenIn } from '../../../desktop/renderer/state/receipts.ts';
import { isStale } from '../../../desktop/renderer/state/state.ts';
import { apply, at, general, me, message, state } from './fixtures.ts';

const people = ['ada', 'bea'].map((id) => ({ ...me, id, username: id }));
const direct = {
  ...{ ...general, id: 'direct', kind: 'direct' as const },
  directUserIds: ['me', 'ada', 'bea'],
};
const known = {
  ...state,
  users: new Map([me, ...people].map((user) => [user.id, user])),
  channels: new Map([[direct.id, direct]]),
};
const messages = ['me', 'ada', 'me', 'me'].map((authorId, index) =>
  message(index + 1, { authorId }),
);
const read = (of: typeof state, userId: string, seq: number) =>
  apply(of, { event: 'receipt.updated', data: { channelId: 'direct', userId, seq, at } });
const seenOn = (of: typeof state) => {
  const seen = seenIn(of, of.channels.get('direct') ?? direct, messages);
  return seen && [seen.seq, seen.by.map(({ userId }) => userId)];
};

test('the newest own message that anybody has read is seen by those who have read so far', () => {
  expect(seenOn(known)).toBeUndefined();
  const one = read(known, 'ada', 2);
  expect(seenOn(one)).toEqual([1, ['ada']]);
  const both = read(read(one, 'bea', 3), 'ada', 3);
  expect(seenOn(both)).toEqual([3, ['bea', 'ada']]);
  expect(seenOn(read(both, 'ada', 4))).toEqual([4, ['ada']]);
});

test('who does not share is not seen to read, and sees nobody', () => {
  const both = read(read(known, 'ada', 3), 'bea', 3);
  const [ada] = people;
  if (ada === undefined) throw new Error('there is an Ada');
  const secretive = apply(both, { event: 'user.updated', data: { ...ada, sharesReads: false } });
  expect(seenOn(secretive)).toEqual([3, ['bea']]);
  const mine = apply(both, { event: 'user.updated', data: { ...me, sharesReads: false } });
  expect(seenOn(mine)).toBeUndefined();
});

test('the list is read anew where somebody shares again, and not for another change of theirs', () => {
  const [ada] = people;
  if (ada === undefined) throw new Error('there is an Ada');
  const before = {
    ...known,
    users: new Map(known.users).set('ada', { ...ada, sharesReads: false }),
  };
  expect(isStale(apply(before, { event: 'user.updated', data: ada }))).toBe(true);
  const renamed = { ...ada, displayName: 'Ada L.' };
  expect(isStale(apply(known, { event: 'user.updated', data: renamed }))).toBe(false);
});
