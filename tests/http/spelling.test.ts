import { expect, test } from 'vitest';
import { serverForSuite } from '../support/suite.ts';
import { sendBytes } from './raw.ts';

const { server } = await serverForSuite();

/** The status and code with which a target is answered that goes on the wire as it is. */
async function answerTo(target: string, host = 'localhost'): Promise<[number, string | undefined]> {
  const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const answer = await sendBytes(server.url, head);
  return [Number(answer.slice(9, 12)), /"code":"([a-z-]+)"/.exec(answer)?.[1]];
}

test.each([
  '/x/../metrics',
  '/./metrics',
  '/../metrics',
  '/metrics/.',
  '/metrics/..',
  '/metrics/x/..?a=b',
  '/x/%2e%2e/metrics',
  '/x/.%2E/metrics',
  '/%2e/metrics',
  '/x/../api/v1/setup',
  '/api/./v1/setup',
  'http://localhost/x/../metrics',
])('a dot segment is refused, encoded or not: %s', async (target) => {
  expect(await answerTo(target)).toEqual([400, 'malformed-request']);
});

test.each([
  '/%6detrics',
  '/%4d%65trics',
  '/metric%73',
  '/api/v%31/setup',
  '/swagger%2dui.css',
  '/docs/start%2Ejs',
  '/metrics#x',
  '/metrics#?x',
  '\\metrics',
  '/\\metrics',
  '/x\\..\\metrics',
  '/api\\v1/setup',
  '/met\trics',
  'metrics',
  '*',
  'http:/metrics',
  'ftp://localhost/metrics',
  'http://elsewhere.example/metrics',
  'http://user@localhost/metrics',
])('so is what only a URL parser takes for a path of the server: %j', async (target) => {
  expect(await answerTo(target)).toEqual([400, 'malformed-request']);
});

test.each([
  '//metrics',
  '///metrics',
  '/metrics/',
  '/metrics;x',
  '/METRICS',
  '/metrics%20',
  '/metrics%00',
  '/metrics%23',
  '/metrics%3fx',
  '/%2fmetrics',
  '/x/%252e%252e/metrics',
  '/..;/metrics',
  '/api/v1%2fsetup',
  '/api%5cv1/setup',
  '//api/v1/setup',
  '/api//v1/setup',
  '/API/v1/setup',
  '/.../metrics',
  '/.metrics',
])('another path is another path: %s', async (target) => {
  expect(await answerTo(target)).toEqual([404, 'not-found']);
});

test('a query may hold what it likes, and an absolute target names this server', async () => {
  for (const target of [
    '/metrics',
    '/metrics?a=/../b&c=%2e%2e/%41',
    'http://localhost/metrics',
    'HTTP://LOCALHOST/healthz?a=..',
  ]) {
    expect([target, ...(await answerTo(target))]).toEqual([target, 200, undefined]);
  }
  expect((await answerTo('http://localhost?a=b'))[0]).toBeLessThan(400);
  expect(await answerTo('http://127.0.0.1:80/metrics', '127.0.0.1:80')).toEqual([200, undefined]);
});
