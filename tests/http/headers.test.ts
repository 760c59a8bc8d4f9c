import { once } from 'node:events';
import { BlockList, connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { originOf } from '../../api/http/request.ts';
import { createRouter } from '../../api/http/router.ts';
import { listen } from '../../api/ops/listener.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();

/** The head of an answer, whose body nobody waits for. */
async function headersOf(path: string, headers: Record<string, string> = {}): Promise<Headers> {
  const answer = await fetch(server.url + path, { headers });
  await answer.body?.cancel();
  return answer.headers;
}

describe('every answer', () => {
  test.each([
    ['JSON', '/api/v1/users'],
    ['a stream', '/api/v1/events'],
    ['a refusal', '/api/v1/messages/x'],
    ['what does not exist', '/nothing'],
    ['the page', '/'],
    ['a document', '/docs'],
    ['a probe', '/readyz'],
  ])('tells browsers to take it for no more than it is: %s', async (_, path) => {
    const headers = await headersOf(path, { authorization: `Bearer ${admin.token}` });
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'cache-control': expect.stringMatching(/^no-/),
    });
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  test('has the id that its request brought, where a log can take it', async () => {
    const echoed = async (id: string) =>
      (await headersOf('/healthz', { 'x-request-id': id })).get('x-request-id');
    expect(await echoed('from-a_proxy=1')).toBe('from-a_proxy=1');
    for (const id of ['two words', '"quoted"', 'x'.repeat(256)])
      expect(await echoed(id)).not.toBe(id);
  });

  test('has an id of its own otherwise', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await headersOf('/healthz')).get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(20);
  });
});

test('a client that has gone meanwhile still has its address', async () => {
  const router = createRouter();
  const arrived = Promise.withResolvers<void>();
  const address = Promise.withResolvers<string>();
  router.get('/', async (c) => {
    c.set('trustedProxies', new BlockList());
    const { incoming } = c.env;
    const gone = incoming && once(incoming.socket, 'close');
    arrived.resolve();
    await gone;
    address.resolve(originOf(c).address);
    return c.body(null);
  });
  const listener = await listen(() => router, '127.0.0.1', 0);
  const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  socket.destroy();
  expect(await address.promise).toBe('127.0.0.1');
  await listener.close();
});
