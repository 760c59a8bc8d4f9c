import { expect, test } from 'vitest';
import type { Message } from '../../../api/messages/contract.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { pinsOf } from '../../../desktop/renderer/state/pins.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import { apply, message, state } from './fixtures.ts';

const pinned = (seq: number, day: number, revision = 2): Message =>
  message(seq, { pinnedAt: `2026-02-0${day}T00:00:00.000Z`, revision });
const updated = (data: Message): LiveEvent => ({ event: 'message.updated', data });
const seqs = (now: State) => pinsOf(now, 'general').map(({ seq }) => seq);

test('pins that change while their list is on its way end as the server has them', () => {
  const asked = reduce(state, { type: 'pins-asked', channelId: 'general' });
  // The first is taken down, the third is pinned, and the second edited; then the older list comes.
  const heard = [
    message(1, { revision: 3 }),
    pinned(3, 4),
    { ...pinned(2, 2, 3), body: 'edited' },
  ].reduce((now, data) => apply(now, updated(data)), asked);
  const messages = [pinned(4, 3), pinned(2, 2), pinned(1, 1)];
  const listed = reduce(heard, { type: 'pins', channelId: 'general', messages });
  expect(seqs(listed)).toEqual([3, 4, 2]);
  expect(pinsOf(listed, 'general').at(-1)?.body).toBe('edited');
  const gone = message(3, { revision: 3, body: null, pinnedAt: pinned(3, 4).pinnedAt });
  expect(seqs(apply(listed, { event: 'message.deleted', data: gone }))).toEqual([4, 2]);
  // Nothing is kept of a channel whose pins nobody has asked for.
  expect(apply(state, updated(pinned(1, 1))).pins).toBe(state.pins);
});

test('what another window has saved or removed is newer than a list that is on its way', () => {
  const said = (now: State, event: 'message.saved' | 'message.unsaved', messageId: string) =>
    apply(now, { event, data: { messageId } });
  const heard = said(said(state, 'message.saved', 'new'), 'message.unsaved', 'old');
  const listed = reduce(heard, { type: 'saved-listed', messageIds: ['old', 'other'] });
  expect([...listed.saved.byId].filter(([, isSaved]) => isSaved).map(([id]) => id)).toEqual(
    expect.arrayContaining(['new', 'other']),
  );
  expect(listed.saved.byId.get('old')).toBe(false);
  expect(said(listed, 'message.saved', 'new')).toBe(listed);
});
