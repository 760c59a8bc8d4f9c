import { expect, test } from 'vitest';
import {
  linkedMessage,
  messageAt,
  placeOfMessage,
} from '../../../desktop/renderer/state/linked.ts';
import { firstLines } from '../../../desktop/renderer/state/plain-text.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import { message, state } from './fixtures.ts';

const link = { channelId: 'general', seq: 3 };
const withRead = (messages: Parameters<typeof message>[0][]): State =>
  reduce(state, { type: 'linked', links: [link], messages: messages.map((seq) => message(seq)) });

test('a link leads to the message that is shown, that was read for it, to none, or is not known yet', () => {
  expect(linkedMessage(state, link)).toBeUndefined();
  expect(linkedMessage(withRead([3]), link)).toEqual(message(3));
  expect(linkedMessage(withRead([]), link)).toBeNull();
  const timeline = {
    messages: [message(2), message(3)],
    hasOlder: true,
    hasNewer: false,
    isFollowed: true,
  };
  const shown = { ...state, timelines: new Map([['general', timeline]]) };
  expect(linkedMessage(shown, link)).toEqual(message(3));
  expect(linkedMessage(shown, { ...link, seq: 1 })).toBeUndefined();
});

test('who leaves the channel sees nothing of it any more', () => {
  const left = reduce(withRead([3]), {
    type: 'event',
    event: { event: 'member.left', data: { channelId: 'general', userId: state.me.id } },
    id: undefined,
  });
  expect(linkedMessage(left, link)).toBeNull();
});

test('a message of a thread is known to who is in its channel, and its place is beside that', () => {
  const reply = { channelId: 'thread', seq: 3, parentId: 'general' };
  expect(linkedMessage(state, reply)).toBeUndefined();
  expect(linkedMessage(state, { ...reply, parentId: 'hidden' })).toBeNull();
  for (const one of [reply, { channelId: 'general', seq: 3 }]) {
    expect(messageAt(placeOfMessage(one))).toEqual(one);
  }
});

test('it follows changes, and takes no older version for a change', () => {
  const change = (revision: number, body: string) =>
    reduce(withRead([3]), {
      type: 'event',
      event: { event: 'message.updated', data: message(3, { revision, body }) },
      id: undefined,
    });
  expect(linkedMessage(change(2, 'edited'), link)).toMatchObject({ body: 'edited' });
  expect(linkedMessage(change(1, 'as it was'), link)).toEqual(message(3));
});

test('what is shown of a message are its first lines, without their signs', () => {
  expect(firstLines('# Plan\n\n- one\n- **two**\n- three', 3, 200)).toBe('Plan\none\ntwo');
  expect(firstLines('```js\nlet a;\n```', 3, 200)).toBe('let a;');
  expect(firstLines('x'.repeat(9), 3, 5)).toBe('xxxxx…');
});
