import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type Answer, addPerson, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { send, sendBytes } from './raw.ts';

const { server, admin, general } = await serverForSuite({ POST_RATE_LIMIT: '5' });
const member = await addPerson(server, admin.token);

function expectProblem({ status, headers, body }: Answer, expected: number, code: string): void {
  expect([status, body.code]).toEqual([expected, code]);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/./),
    title: expect.stringMatching(/./),
    status: expected,
    detail: expect.stringMatching(/./),
  });
}
const post = (body: string, headers: Record<string, string> = {}) =>
  server.request('POST', `/channels/${general}/messages`, { token: member.token, body, headers });

describe('malformed JSON', () => {
  test.each([
    '{',
    '{"body":"x"',
    "{'body':'x'}",
    '\u0000',
    'body=x',
    '{"body":"x"}}',
    '{"a":NaN}',
    ' ',
  ])('is 400 malformed-json: %j', async (body) => {
    expectProblem(await post(body), 400, 'malformed-json');
    expect((await post('{"body":"x"}')).status).toBe(201);
  });
});

describe('the media type', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'text/json',
    'json',
    'application/xml+json/x',
  ])('%s is 415', async (type) => {
    const answer = await post('{"body":"x"}', { 'content-type': type });
    expectProblem(answer, 415, 'unsupported-media-type');
  });

  test('is 415 where there is a body and no type', async () => {
    const { status, text } = await send(server.url, {
      method: 'POST',
      path: `/api/v1/channels/${general}/messages`,
      headers: { authorization: `Bearer ${member.token}` },
      body: '{"body":"x"}',
    });
    expect([status, JSON.parse(text).code]).toEqual([415, 'unsupported-media-type']);
  });

  test.each([
    'application/json; charset=utf-8',
    'application/json;charset="utf-8"',
    'Application/JSON',
    'application/json ; charset=utf-8',
    'application/json;',
    'application/merge-patch+json',
  ])('%s is taken, and what it carries is not passed over', async (type) => {
    const headers = { 'content-type': type };
    expect((await post('{"body":"x"}', headers)).status).toBe(201);
    // Where every field is optional, an unread body would go unnoticed.
    const changed = await server.request('PATCH', `/users/${member.id}`, {
      token: member.token,
      body: { displayName: type },
      headers,
    });
    expect(changed.body.displayName).toBe(type);
    const refused = await server.request('POST', '/session/heartbeat', {
      token: member.token,
      body: { status: 'asleep' },
      headers,
    });
    expect(refused.status).toBe(422);
  });
});

describe('a body over 64 KiB', () => {
  const kib64 = 64 * 1024;
  const padded = (bytes: number) => `{"body":"x"${' '.repeat(bytes - 12)}}`;

  test('is 413, and one of 64 KiB is not', async () => {
    expect((await post(padded(kib64))).status).toBe(201);
    expectProblem(await post(padded(kib64 + 1)), 413, 'body-too-large');
  });

  test.each([false, true])(
    'is 413 whether chunked or not (%s), without having been read',
    async (isChunked) => {
      const request = {
        method: 'POST',
        path: `/api/v1/channels/${general}/messages`,
        headers: { authorization: `Bearer ${member.token}`, 'content-type': 'application/json' },
        isChunked,
      };
      expect((await send(server.url, { ...request, body: padded(kib64) })).status).toBe(201);
      const { status, headers, text } = await send(server.url, {
        ...request,
        body: padded(kib64 + 1),
      });
      expect(status).toBe(413);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(JSON.parse(text).code).toBe('body-too-large');
    },
  );
});

describe('invalid fields', () => {
  test('are 422 invalid-request with a path and a message for each', async () => {
    const answer = await server.post(
      '/users',
      { username: '-', password: 'x', role: 'x' },
      admin.token,
    );
    expectProblem(answer, 422, 'invalid-request');
    const paths = answer.body.errors.map(({ path }: { path: string }) => path);
    expect(new Set(paths)).toEqual(new Set(['username', 'password', 'role']));
    for (const { message } of answer.body.errors) expect(message).toMatch(/\w/);
  });

  test('are named by their path in nested values', async () => {
    const answer = await server.post('/sessions', {
      username: 'x',
      password: 'y',
      device: { fingerprint: 'short' },
    });
    expectProblem(answer, 422, 'invalid-request');
    expect(answer.body.errors[0].path).toBe('device.fingerprint');
  });

  test.each(['null', '[]', '"text"', '7', 'true'])('a body of %s is 422', async (body) => {
    expectProblem(await post(body), 422, 'invalid-request');
  });

  test('an empty body of type JSON is refused where one is needed, and fine where none is', async () => {
    const empty = (path: string) =>
      send(server.url, {
        method: 'POST',
        path: `/api/v1${path}`,
        headers: { authorization: `Bearer ${member.token}`, 'content-type': 'application/json' },
        body: '',
      });
    const { status, text } = await empty(`/channels/${general}/messages`);
    expect([400, 422]).toContain(status);
    expect(['malformed-json', 'invalid-request']).toContain(JSON.parse(text).code);
    expect((await empty('/session/heartbeat')).status).toBe(204);
  });

  test('an absent body is 422 where one is needed', async () => {
    expectProblem(
      await server.post(`/channels/${general}/messages`, undefined, member.token),
      422,
      'invalid-request',
    );
  });
});

test('a time past the year 9999 is refused or answered as RFC 3339 has it, but is no fault', async () => {
  const make = (expiresAt: string) =>
    server.post('/tokens', { name: 'late', scopes: ['read'], expiresAt }, admin.token);
  expect((await make('9999-12-31T23:59:59Z')).body.expiresAt).toMatch(/^9999-12-31T23:59:59/);
  const { status, body } = await make('9999-12-31T23:59:59-14:00');
  expect([201, 422]).toContain(status);
  expect(body.expiresAt ?? '9999-').toMatch(/^\d{4}-/);
});

describe('a request without a credential that works', () => {
  test('is 401 not-authenticated, with WWW-Authenticate, wherever one is needed', async () => {
    const calls = [
      ['GET', '/users'],
      ['POST', '/users'],
      ['PUT', '/users/me/password'],
      ['GET', '/session'],
      ['DELETE', '/session'],
      ['POST', '/session/heartbeat'],
      ['GET', '/sessions'],
      ['GET', '/presence'],
      ['GET', '/channels'],
      ['POST', '/channels'],
      ['GET', `/channels/${general}`],
      ['GET', `/channels/${general}/messages`],
      ['POST', `/channels/${general}/messages`],
      ['PUT', `/channels/${general}/read`],
      ['POST', `/channels/${general}/unread`],
      ['PUT', `/direct/${admin.id}`],
      ['GET', '/tokens'],
      ['GET', '/events'],
    ] as const;
    for (const [method, path] of calls) {
      for (const token of [undefined, '', 'x', 'wss_x', 'wsk_x', `${member.token}x`]) {
        const answer = await server.request(method, path, { token });
        expectProblem(answer, 401, 'not-authenticated');
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
    expect((await server.get('/users', member.token)).status).toBe(200);
  });

  test('is told why the session ended, where the server knows', async () => {
    const user = await addPerson(server, admin.token);
    await server.delete('/session', user.token);
    const answer = await server.get('/session', user.token);
    expectProblem(answer, 401, 'not-authenticated');
    expect(answer.body.reason).toBe('logged-out');
    expect((await server.get('/session', 'wss_unknown')).body).not.toHaveProperty('reason');
  });
});

describe('what is not there', () => {
  test.each([
    '/nothing',
    '/channels/x',
    '/channels/00000000-0000-7000-8000-000000000000',
    '/channels/%00',
    '/channels/%ff',
    '/channels/%E0%A4%A',
    `/channels/${'x'.repeat(5000)}`,
    "/channels/' or 1=1 --",
    '/users/',
    '//',
  ])('is 404 not-found: %s', async (path) => {
    expectProblem(await server.get(path, member.token), 404, 'not-found');
  });

  test('is 404 also outside of the API, and for methods that a path does not have', async () => {
    const outside = await fetch(`${server.url}/nothing`);
    expect(outside.status).toBe(404);
    expect(outside.headers.get('content-type')).toContain('application/problem+json');
    for (const method of ['DELETE', 'POST', 'OPTIONS', 'PROPFIND', 'TRACE']) {
      const { status, headers } = await send(server.url, {
        method,
        path: '/api/v1/presence',
        headers: { authorization: `Bearer ${member.token}` },
      });
      expect([404, 405]).toContain(status);
      expect(headers['content-type']).toContain('application/problem+json');
    }
  });
});

test('too many requests are 429 too-many-requests with Retry-After', async () => {
  const quick = await addPerson(server, admin.token);
  const path = `/channels/${general}/messages`;
  const answers = await Promise.all(
    upTo(300).map(() => server.post(path, { body: 'x' }, quick.token)),
  );
  const refused = answers.find(({ status }) => status === 429);
  if (refused === undefined) throw new Error('300 posts at once were not too many');
  expectProblem(refused, 429, 'too-many-requests');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(answers.some(({ status }) => status === 201)).toBe(true);
});

describe('what is hardly HTTP', () => {
  test.each([
    [
      'headers larger than fit',
      `GET /api/v1/presence HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
    ],
    ['a line that is no request', 'hello\r\n\r\n'],
    [
      'a header with a NUL',
      'GET /api/v1/presence HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\0b\r\n\r\n',
    ],
    [
      'a Host that is none',
      'GET /api/v1/presence HTTP/1.1\r\nHost: a b/c?d\r\nConnection: close\r\n\r\n',
    ],
    ['no Host', 'GET /api/v1/presence HTTP/1.1\r\nConnection: close\r\n\r\n'],
    [
      'a length that is no number',
      'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
    ],
    [
      'a length and chunks, of which a proxy may take the other one for true',
      'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    ],
  ])('with %s is answered with a problem of its own, not with a fault', async (_, bytes) => {
    const text = await sendBytes(server.url, bytes);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text.toLowerCase()).toContain('content-type: application/problem+json');
    expect(text).toMatch(/"code":"[a-z-]+"/);
    expect(text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect((await server.get('/presence', member.token)).status).toBe(200);
  });
});

test('a fault of the server is 500 with the request’s id, and tells nothing of its inside', async () => {
  const broken = await startServer();
  const { token } = await signIn(broken, ADMIN);
  const { db } = await connectToTest(broken.database);
  await sql`alter table channels rename to somewhere_else`.execute(db);
  const answer = await broken.get('/channels', token);
  await sql`alter table somewhere_else rename to channels`.execute(db);
  expectProblem(answer, 500, 'internal-error');
  expect(answer.body.detail).toContain(answer.headers.get('x-request-id'));
  expect(JSON.stringify(answer.body)).not.toMatch(/channels|select|relation/);
  await broken.stop();
});
