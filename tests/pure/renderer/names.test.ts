import { describe, expect, test } from 'vitest';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { namesOf } from '../../../desktop/renderer/state/names.ts';
import { noticeOf } from '../../../desktop/renderer/state/notice.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { titleOf } from '../../../desktop/renderer/state/select.ts';
import { apply, created, general, me, message, state } from './fixtures.ts';

const user = (username: string, displayName: string): User => ({
  ...me,
  id: `id of ${username}`,
  username,
  displayName,
});
/** What each of the users is called, in their order. */
const called = (...users: User[]) => [
  ...namesOf(new Map(users.map((one) => [one.id, one]))).values(),
];

describe('a user is called', () => {
  test('by the display name where nobody else could be meant', () => {
    expect(called(user('claire', 'Claire Martin'), user('zoe', 'Zoé'))).toEqual([
      'Claire Martin',
      'Zoé',
    ]);
    expect(called(user('claire', 'claire'))).toEqual(['claire']);
  });

  test.each([
    ['the same display name', 'Claire Martin'],
    ['one in another case', 'CLAIRE MARTIN'],
    ['one in letters of another script', 'Сl\u0430ir\u0435 Martin'],
    ['one with a character that cannot be seen', 'Claire\u200b Martin'],
  ])('with the user name where another has %s', (_, displayName) => {
    const [first, second, other] = called(
      user('claire', 'Claire Martin'),
      user('claire2', displayName),
      user('zoe', 'Zoé'),
    );
    expect(first).toBe('Claire Martin (claire)');
    expect(second).toBe(`${displayName.replace('\u200b', '')} (claire2)`);
    expect(other).toBe('Zoé');
  });

  test("with the user name where the display name looks like another's user name", () => {
    expect(
      called(user('paul', 'Paul Durand'), user('eve', 'PAUL'), user('mallory', 'pau1')),
    ).toEqual(['Paul Durand', 'PAUL (eve)', 'pau1 (mallory)']);
  });

  test('with the user name where the display name looks like a name with a user name', () => {
    expect(called(user('claire', 'Claire'), user('eve', 'Claire (claire)'))).toEqual([
      'Claire',
      'Claire (claire) (eve)',
    ]);
  });

  test('by the user name where nothing can be seen of the display name', () => {
    expect(called(user('ghost', '\u3164'))).toEqual(['(ghost)']);
  });

  test('without what turns the direction of the text behind', () => {
    expect(called(user('eve', '\u202eevE'))).toEqual(['evE']);
  });
});

const claire = user('claire', 'Claire Martin');
const other = user('claire2', 'Claire Martin');

describe('the state', () => {
  const users = [me, claire];
  const before = reduce(state, { type: 'users', users, since: state.users });

  test('names users anew as they come, are renamed and are read again', () => {
    expect(before.names.get(claire.id)).toBe('Claire Martin');
    const joined = apply(before, { event: 'user.created', data: other });
    expect(joined.names.get(claire.id)).toBe('Claire Martin (claire)');
    const renamed = apply(joined, { event: 'user.updated', data: { ...other, displayName: 'C.' } });
    expect(renamed.names.get(claire.id)).toBe('Claire Martin');
    const snapshot = { users: [...users, other], channels: [], cursor: 'epoch-2' };
    const afresh = reduce(before, { type: 'snapshot', snapshot });
    expect(afresh.names).toEqual(joined.names);
    const alone = reduce(joined, { type: 'users', users, since: joined.users });
    expect(alone.names).toEqual(before.names);
  });

  test('keeps the names where none has changed', () => {
    const promoted = { ...claire, role: 'admin' as const };
    const after = apply(before, { event: 'user.updated', data: promoted });
    expect(after.users.get(claire.id)).toEqual(promoted);
    expect(after.names).toBe(before.names);
  });

  test('shows a channel without what turns the direction of the text behind', () => {
    expect(titleOf(state, { ...general, name: '\u202eplans\u200b' })).toBe('plans');
  });

  test('names direct channels and notifications likewise', () => {
    const direct: ListedChannel = {
      ...general,
      id: 'direct',
      kind: 'direct',
      name: null,
      directUserIds: [me.id, other.id],
    };
    const both = apply(
      { ...before, channels: new Map([['direct', direct]]) },
      { event: 'user.created', data: other },
    );
    expect(titleOf(both, direct)).toBe('Claire Martin (claire2)');
    const heard = created(message(6, { channelId: 'direct', authorId: other.id }));
    expect(noticeOf(both, heard, new Date())?.title).toBe('Claire Martin (claire2)');
  });
});
