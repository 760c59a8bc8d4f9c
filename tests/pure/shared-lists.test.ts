import { expect, test } from 'vitest';
import { createSharedLists } from '../../api/events/shared-lists.ts';
import { EventWindow } from '../../api/events/window.ts';
import { entry } from '../support/entries.ts';

/** A node that hears of events only when it looks. */
function lateTail() {
  const window = new EventWindow(0, { events: 100, bytes: 100_000, batchBytes: 100_000 });
  let committed = 0;
  return {
    epoch: 'epoch',
    window,
    get position() {
      return window.position;
    },
    refresh: async () => {
      while (window.position < committed) {
        window.append([entry(window.position + 1, { type: 'user.updated', isPublic: true })]);
      }
    },
    commit: () => {
      committed += 1;
    },
  };
}

test('a list is looked after before it is given, and read once for all who ask at the same time', async () => {
  const tail = lateTail();
  let reads = 0;
  const lists = createSharedLists(tail, {
    read: async () => {
      reads += 1;
      return { reads };
    },
    isAbout: ({ type }) => type === 'user.updated',
    most: 2,
  });
  const readsOf = async (key: string) =>
    JSON.parse(new TextDecoder().decode((await lists.get(key)).json)).reads;
  const all = () => Promise.all(['', '', '', '', ''].map(readsOf));
  // Those who ask while it is read share one further reading.
  expect(await all()).toEqual([1, 2, 2, 2, 2]);
  expect(await readsOf('')).toBe(2);
  tail.commit();
  expect(await all()).toEqual([3, 4, 4, 4, 4]);
  lists.forget();
  expect(await readsOf('')).toBe(5);
  // Of too many lists the one goes that nobody has asked for.
  for (const key of ['a', 'b']) await readsOf(key);
  expect(await readsOf('')).toBe(8);
});
