import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../../../api/messages/contract.ts';
import type { Timeline } from '../../../desktop/renderer/state/state.ts';
import {
  addPage,
  MOST_KEPT,
  type Page,
  withMessage,
} from '../../../desktop/renderer/state/timeline.ts';

const message = (seq: number, change: Partial<Message> = {}): Message => ({
  id: `message-${seq}`,
  channelId: 'channel',
  seq,
  authorId: 'author',
  clientId: null,
  body: `body ${seq}`,
  replyToId: null,
  createdAt: new Date(1_000 * seq).toISOString(),
  editedAt: null,
  deletedAt: null,
  revision: 1,
  parentId: null,
  files: [],
  reactions: [],
  thread: null,
  pinnedAt: null,
  ...change,
});
const at = (seconds: number) => new Date(1_000 * seconds).toISOString();
const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
/** Adds a page where there is something to add it to. */
function add(timeline: Timeline | undefined, page: Page): Timeline {
  return addPage(timeline, page) ?? expect.fail('there is no timeline');
}
const stretch = (messages: readonly Message[], change: Partial<Timeline> = {}): Timeline => ({
  messages,
  hasOlder: false,
  hasNewer: false,
  isFollowed: true,
  ...change,
});
const seqs = ({ messages }: Timeline) => messages.map(({ seq }) => seq);

test('pages join what is there, on either side', () => {
  const opened = add(undefined, {
    side: 'around',
    messages: from(50, 60),
    hasOlder: true,
    hasNewer: true,
  });
  const older = add(opened, { side: 'older', messages: from(40, 49), hasOlder: false });
  const both = add(older, { side: 'newer', messages: from(61, 70), hasNewer: false });
  expect(seqs(both)).toEqual(from(40, 70).map(({ seq }) => seq));
  expect(both).toMatchObject({ hasOlder: false, hasNewer: false });
});

test('a new message goes to the end, and only where nothing is missing before it', () => {
  const live = stretch(from(1, 3));
  expect(seqs(withMessage(live, message(4)))).toEqual([1, 2, 3, 4]);
  const holed = withMessage(live, message(6));
  expect(seqs(holed)).toEqual([1, 2, 3]);
  expect(holed.hasNewer).toBe(true);
  const elsewhere = { ...live, hasNewer: true };
  expect(withMessage(elsewhere, message(9))).toBe(elsewhere);
});

test('an edit takes the place of its message, and an older version does not take it back', () => {
  const live = stretch(from(1, 3));
  const edited = message(2, { body: 'edited', revision: 2 });
  const after = withMessage(live, edited);
  expect(after.messages[1]?.body).toBe('edited');
  expect(withMessage(after, message(2))).toBe(after);
  expect(add(after, { side: 'older', messages: from(1, 3) }).messages[1]).toEqual(edited);
});

test('what is kept is bounded, whichever way one scrolls', () => {
  let timeline = stretch(from(5_000, 5_099), { hasOlder: true });
  for (let first = 4_900; first > 3_000; first -= 100) {
    timeline = add(timeline, { side: 'older', messages: from(first, first + 99) });
    expect(timeline.messages.length).toBeLessThanOrEqual(MOST_KEPT);
  }
  expect(timeline.hasNewer).toBe(true);
  expect(timeline.messages[0]?.seq).toBe(3_100);
  for (let seq = 1; seq < 2_000; seq += 1) {
    timeline = withMessage({ ...timeline, hasNewer: false }, message(3_099 + MOST_KEPT + seq));
  }
  expect(timeline.messages).toHaveLength(MOST_KEPT);
  expect(timeline.hasOlder).toBe(true);
});

test('whatever comes in whatever order, the stretch has no hole and no repeat', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ seq: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ side: fc.constantFrom('older' as const, 'newer' as const) }),
    ),
    { maxLength: 60, size: 'max' },
  );
  fc.assert(
    fc.property(steps, (all) => {
      let timeline = stretch(from(18, 20), { hasOlder: true });
      for (const step of all) {
        const [first, last] = [timeline.messages[0]?.seq ?? 1, timeline.messages.at(-1)?.seq ?? 0];
        if ('seq' in step) timeline = withMessage(timeline, message(step.seq));
        else if (step.side === 'older') {
          const messages = first > 1 ? from(Math.max(1, first - 5), first - 1) : [];
          timeline = add(timeline, { side: 'older', messages, hasOlder: first > 6 });
        } else {
          timeline = add(timeline, {
            side: 'newer',
            messages: from(last + 1, last + 5),
            hasNewer: false,
          });
        }
        const shown = seqs(timeline);
        expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
      }
    }),
  );
});

test('what one reads further up is not pushed out by what comes in', () => {
  const full = stretch(from(1, MOST_KEPT), { isFollowed: false });
  const after = withMessage(full, message(MOST_KEPT + 1));
  expect(after).toEqual({ ...full, hasNewer: true });
  const followed = withMessage({ ...full, isFollowed: true }, message(MOST_KEPT + 1));
  expect([seqs(followed)[0], seqs(followed).at(-1)]).toEqual([2, MOST_KEPT + 1]);
});

test('a page that does not touch what is there is not added', () => {
  const there = stretch(from(50, 60), { hasOlder: true, hasNewer: true });
  expect(add(there, { side: 'older', messages: from(1, 10), hasOlder: false })).toBe(there);
  expect(add(there, { side: 'newer', messages: from(70, 80), hasNewer: false })).toBe(there);
  expect(addPage(undefined, { side: 'older', messages: from(1, 10) })).toBeUndefined();
});

test('what a page does not say of its ends is that older ones may be there and newer ones are not', () => {
  expect(add(undefined, { side: 'around', messages: from(5, 6) })).toEqual(
    stretch(from(5, 6), { hasOlder: true }),
  );
  const far = { side: 'around' as const, messages: from(5, 6), hasNewer: true };
  expect(add(undefined, far).isFollowed).toBe(false);
  const between = stretch(from(5, 6), { hasNewer: true });
  expect(add(between, { side: 'older', messages: from(3, 4) })).toMatchObject({
    hasOlder: true,
    hasNewer: true,
  });
  expect(add(between, { side: 'newer', messages: from(7, 8) })).toMatchObject({
    hasOlder: false,
    hasNewer: false,
  });
});

test('an empty page tells that this is the end', () => {
  const open = stretch(from(5, 6), { hasOlder: true, hasNewer: true });
  const first = add(open, { side: 'older', messages: [], hasOlder: false });
  expect(first).toEqual({ ...open, hasOlder: false });
  expect(add(open, { side: 'newer', messages: [] })).toEqual({ ...open, hasNewer: false });
});

test('as many as are kept are kept, and one more lets go of the other end', () => {
  const full = add(stretch(from(2, 3)), { side: 'newer', messages: from(4, MOST_KEPT + 1) });
  expect([full.messages.length, full.hasOlder]).toEqual([MOST_KEPT, false]);
  const more = add(full, { side: 'newer', messages: from(MOST_KEPT + 2, MOST_KEPT + 3) });
  expect([more.messages[0]?.seq, more.messages.length, more.hasOlder]).toEqual([
    4,
    MOST_KEPT,
    true,
  ]);
});

test('a message comes into an empty channel where it is the first', () => {
  expect(withMessage(stretch([]), message(1))).toEqual(stretch([message(1)]));
  expect(withMessage(stretch([]), message(2))).toEqual(stretch([], { hasNewer: true }));
  const [older, newer] = [stretch([], { hasOlder: true }), stretch([], { hasNewer: true })];
  expect(withMessage(older, message(1))).toBe(older);
  expect(withMessage(newer, message(1))).toBe(newer);
});

test('of two versions the greater revision stays, whatever the clock said; of the same, the later one', () => {
  const before = stretch([message(1, { body: 'third', editedAt: at(3), revision: 3 })]);
  const older = message(1, { body: 'second', editedAt: at(4), revision: 2 });
  expect(withMessage(before, older)).toBe(before);
  const newer = message(1, { body: 'fourth', editedAt: at(2), revision: 4 });
  expect(withMessage(before, newer).messages).toEqual([newer]);
  // As servers say that know no revisions.
  const later = message(1, { body: 'third, again', editedAt: at(1), revision: 3 });
  expect(withMessage(before, later).messages).toEqual([later]);
});
