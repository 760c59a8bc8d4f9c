import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { addPerson, device } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';
import { type Document, operationsOf } from './operations.ts';
import { send } from './raw.ts';

const { server, admin, general } = await serverForSuite();
const member = await addPerson(server, admin.token);

/** Posts these bytes as a message; gives the status, and the body that was kept or the code. */
async function post(bytes: Buffer, type = 'application/json') {
  const { status, text } = await send(server.url, {
    method: 'POST',
    path: `/api/v1/channels/${general}/messages`,
    headers: { authorization: `Bearer ${member.token}`, 'content-type': type },
    body: bytes,
  });
  const answer = JSON.parse(text);
  return [status, answer.code ?? answer.body];
}
const json = (body: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(JSON.stringify({ body }), encoding);
const kept = async () =>
  (await server.get(`/channels/${general}/messages?limit=1`, member.token)).body.lastSeq;

describe('the text of a body', () => {
  test.each([
    ['Latin-1', json('réunion à 9 h', 'latin1')],
    ['cp850', Buffer.from([...json('r'), 0x82])],
    ['cut in a character', Buffer.from([...Buffer.from('{"body":"'), 0xc3, 0x22, 0x7d])],
    ['an overlong form', Buffer.from([...Buffer.from('{"body":"'), 0xc0, 0xaf, 0x22, 0x7d])],
    ['a surrogate', Buffer.from([...Buffer.from('{"body":"'), 0xed, 0xa0, 0x80, 0x22, 0x7d])],
    ['UTF-16', json('réunion', 'utf16le')],
  ])('that is %s is refused, and nothing is kept', async (_what, bytes) => {
    const before = await kept();
    expect(await post(bytes)).toEqual([400, 'malformed-body']);
    expect(await kept()).toBe(before);
  });

  test('is as it was sent, with or without a byte order mark', async () => {
    const text = 'réunion à 9 h · œuvre · 🦔 · \ufffd';
    expect(await post(json(text))).toEqual([201, text]);
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json(text)]);
    expect(await post(marked)).toEqual([201, text]);
  });

  test('is read whole where it comes in pieces, cut within a character', async () => {
    const bytes = json('réunion à 9 h');
    const cut = bytes.indexOf(0xc3) + 1;
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).setNoDelay();
    const answer = text(socket);
    socket.write(
      `POST /api/v1/channels/${general}/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Authorization: Bearer ${member.token}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${bytes.length}\r\n\r\n`,
    );
    // Sent one after the other, or they may arrive together.
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      await delay(50);
      socket.write(part);
    }
    expect(await answer).toContain('"body":"réunion à 9 h"');
  });

  test.each(['iso-8859-1', 'windows-1252', '"utf-16"', 'utf-8x'])(
    'is not taken where it is said to be %s',
    async (charset) => {
      const type = `application/json; charset=${charset}`;
      expect(await post(json('x'), type)).toEqual([415, 'unsupported-media-type']);
    },
  );

  test('keeps its lines, whichever way they end', async () => {
    expect(await post(json('un\r\ndeux\ntrois\r\n\r\n'))).toEqual([201, 'un\ndeux\ntrois']);
    expect(await post(json('un\rdeux'))).toEqual([422, 'invalid-request']);
  });

  test('is a password as it was typed, and no other that reads alike', async () => {
    const username = 'accents';
    const create = (encoding: BufferEncoding) =>
      send(server.url, {
        method: 'POST',
        path: '/api/v1/users',
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ username, password: 'motdepasse-é-1' }), encoding),
      });
    expect((await create('latin1')).status).toBe(400);
    expect((await create('utf8')).status).toBe(201);
    const enter = async (password: string) =>
      (await server.post('/sessions', { username, password, device: device() })).status;
    expect(await enter('motdepasse-è-1')).toBe(401);
    expect(await enter('motdepasse-é-1')).toBe(201);
  });
});

describe('what is not ours', () => {
  const ask = (headers: Record<string, string>) =>
    send(server.url, { method: 'GET', path: '/api/v1/session', headers });

  test.each(['promo=100%', '%=%', 'a=%E0%A4%A', '=', ';;;', 'workspace_session=%', 'x="'])(
    'the cookie %s is no fault, beside a token or without',
    async (cookie) => {
      const authorization = `Bearer ${member.token}`;
      expect((await ask({ cookie, authorization })).status).toBe(200);
      expect((await ask({ cookie })).status).toBe(401);
      expect((await ask({ cookie: `${cookie}; workspace_session=${member.token}` })).status).toBe(
        cookie.startsWith('workspace_session') ? 401 : 200,
      );
    },
  );

  test.each(['bearer', 'BEARER', 'Bearer '])('the scheme is taken as "%s"', async (scheme) => {
    expect((await ask({ authorization: `${scheme} ${member.token}` })).status).toBe(200);
  });

  test.each(['Basic YTpi', 'Negotiate abc', 'Bearer', ''])(
    '"%s" is passed over for the cookie',
    async (authorization) => {
      const cookie = `workspace_session=${member.token}`;
      expect((await ask({ authorization, cookie })).status).toBe(200);
      expect((await ask({ authorization })).status).toBe(401);
    },
  );
});

test('a field that means nothing is refused by its name, and nothing is done', async () => {
  const change = { displayName: 'Changed', password: 'a new password' };
  const answer = await server.patch(`/users/${member.id}`, change, admin.token);
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [{ path: 'password', message: 'is no field of this request: leave it out' }],
  ]);
  const { body } = await server.get('/users/me', member.token);
  expect(body.displayName).toBe(member.username);
});

test('no operation takes a field that means nothing, except for a sign-in', async () => {
  const document: Document = (await server.get('/openapi.json')).body;
  const strict: string[] = [];
  const lenient: string[] = [];
  for (const { method, path, operation } of operationsOf(document)) {
    if (operation.requestBody?.content['application/json'] === undefined) continue;
    const named = path
      .replace('/api/v1', '')
      .replace(/\{[^}]+\}/g, '00000000-0000-7000-8000-000000000000');
    const { body } = await server.request(method, named, {
      token: admin.token,
      body: { ofNoMeaning: 1 },
    });
    const isNamed = body.errors?.some(({ path }: { path: string }) => path === 'ofNoMeaning');
    (isNamed ? strict : lenient).push(`${method} ${path}`);
  }
  expect(strict.length).toBeGreaterThan(10);
  expect(lenient).toEqual(['POST /api/v1/sessions']);
  const { username, password } = member;
  const whole = { username, password, device: device(username), displayName: 'Of no meaning' };
  expect((await server.post('/sessions', whole)).status).toBe(201);
});
