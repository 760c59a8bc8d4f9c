import { expect, test } from 'vitest';
import { upTo } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin, general } = await serverForSuite();

const post = (body: unknown) => server.post(`/channels/${general}/messages`, { body }, admin.token);

/** Takes the body, and history and stream give it back as it was. */
async function expectKept(body: string): Promise<void> {
  const stream = await server.follow(admin.token);
  const answer = await post(body);
  expect(answer.status).toBe(201);
  expect(answer.body.body).toBe(body);
  const page = await server.get(`/channels/${general}/messages?limit=1`, admin.token);
  expect(page.body.messages[0].body).toBe(body);
  const event = await stream.next('message.created', ({ id }) => id === answer.body.id);
  expect(event.data.body).toBe(body);
  stream.abort();
}

async function expectRefused(body: unknown): Promise<void> {
  const answer = await post(body);
  expect(answer.status, JSON.stringify(body)).toBe(422);
  expect(answer.body.code).toBe('invalid-request');
  expect(answer.body.errors[0].path).toBe('body');
}

test.each([
  ['1 character', 'x'],
  ['8000 characters', 'x'.repeat(8000)],
  ['8000 characters of four bytes', '🐙'.repeat(8000)],
  ['8000 characters of which some are beyond the BMP', `${'🐙'.repeat(1)}${'é'.repeat(7999)}`],
  ['newlines and tabs', 'a\n\n\tb'],
  ['emoji of several code points', '👩‍👩‍👧‍👦 🏳️‍🌈 🇫🇷 👍🏽'],
  [
    'scripts from right to left and marks that combine',
    'שלום مرحبا e\u0301 \u202Ertl\u202C \u200D',
  ],
  ['line separators, which are no control characters', 'a\u2028b\u2029c'],
  ['noncharacters and private use', 'a\uFFFFb\uFDD0c\uE000d\u{10FFFF}'],
  [
    'what looks like SQL, HTML, escapes or the stream format',
    `'); drop table users; --<b>\\u0000 \\x\ndata: x\nevent: y\nid: 1`,
  ],
  ['a replacement character', 'a\uFFFDb'],
])('a body with %s is kept as it is', async (_, body) => {
  await expectKept(body);
});

test('a body is trimmed, and 8000 is counted after trimming', async () => {
  const { status, body } = await post(` \n\t${'x'.repeat(8000)}\n \u00a0\u3000`);
  expect(status).toBe(201);
  expect(body.body).toBe('x'.repeat(8000));
});

test.each([
  ['no', ''],
  ['only white', ' \n\t\u00a0\u2003 '],
  ['8001', 'x'.repeat(8001)],
  ['8001 four-byte', '🐙'.repeat(8001)],
  ['16001', 'x'.repeat(16_001)],
])('a body of %s characters is refused with 422 and the field named', async (_, body) => {
  await expectRefused(body);
});

test('a body with any control character other than newline and tab is refused', async () => {
  const controls = [...upTo(0x1f), 0, 0x7f, ...upTo(0x20).map((n) => 0x7f + n)].filter(
    (code) => code !== 0x09 && code !== 0x0a,
  );
  for (const code of controls) await expectRefused(`a${String.fromCodePoint(code)}b`);
});

test('a body with half of a surrogate pair is refused', async () => {
  for (const body of ['a\ud83d', '\udc19b', 'a\ud83db', '\udc19\ud83d']) await expectRefused(body);
});

test('a body that is not a string, or is absent, is refused', async () => {
  for (const body of [undefined, null, 7, true, ['x'], { text: 'x' }]) await expectRefused(body);
});
