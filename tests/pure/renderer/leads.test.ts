import { expect, test } from 'vitest';
import { byDay, leadOf } from '../../../desktop/renderer/state/select.ts';
import { message } from './fixtures.ts';

/** A message at this time of one day. */
const said = (seq: number, time: string, change = {}) =>
  message(seq, { createdAt: new Date(`2026-01-01T${time}:00`).toISOString(), ...change });

/** What goes before each, as the first letters: author, time. */
function leads(messages: readonly ReturnType<typeof message>[]): string[] {
  return messages.map((one, index) => {
    const { showsAuthor, showsTime } = leadOf(one, messages[index - 1], undefined);
    return `${showsAuthor ? 'a' : ''}${showsTime ? 't' : ''}`;
  });
}

test('a long run of one author names them once, and the time every five minutes', () => {
  const run = ['10:00', '10:02', '10:04', '10:06', '10:08', '10:11', '10:12'];
  expect(leads(run.map((time, index) => said(index + 1, time)))).toEqual([
    'at',
    '',
    '',
    't',
    '',
    't',
    '',
  ]);
});

test('another author, a pause and a reply are named anew', () => {
  const all = [
    said(1, '10:00'),
    said(2, '10:01', { authorId: 'me' }),
    said(3, '10:07', { authorId: 'me' }),
    said(4, '10:08', { authorId: 'me', replyToId: 'message-1' }),
  ];
  expect(leads(all)).toEqual(['at', 'a', 'at', 'a']);
});

test('a day is as long as it is where the page is, also where the clocks change', () => {
  const night = (hours: number) => new Date(2026, 2, 29, hours, 30).toISOString();
  const all = [-1, 0, 23, 24].map((hours, index) =>
    message(index + 1, { createdAt: night(hours) }),
  );
  expect(byDay(all).map(({ from, messages }) => [from, messages.length])).toEqual([
    [0, 1],
    [1, 2],
    [3, 1],
  ]);
});

test('messages stand under their days, in their order', () => {
  const all = [
    message(1, { createdAt: '2026-01-01T12:00:00.000Z' }),
    message(2, { createdAt: '2026-01-01T12:30:00.000Z' }),
    message(3, { createdAt: '2026-01-03T12:00:00.000Z' }),
  ];
  expect(byDay(all)).toEqual([
    { at: all[0]?.createdAt, from: 0, messages: all.slice(0, 2) },
    { at: all[2]?.createdAt, from: 2, messages: all.slice(2) },
  ]);
  expect(byDay([])).toEqual([]);
});
