import { expect, test } from 'vitest';
import { z } from 'zod';
import { body, json, operations } from '../../api/http/operation.ts';
import { Problem } from '../../api/http/problem.ts';
import { createRouter, open } from '../../api/http/router.ts';

const MIB = 1024 * 1024;
const received = z.object({ bytes: z.int() });
const { takeStream, takeJson } = operations('Test', {
  takeStream: {
    method: 'post',
    path: '/stream',
    summary: 'Takes any bytes',
    request: { body: { content: { 'application/octet-stream': { schema: z.string() } } } },
    responses: { 200: json(received, 'How many') },
    mostBytes: 32 * MIB,
    isStreamed: true,
    isOpen: true,
  },
  takeJson: {
    method: 'post',
    path: '/json',
    summary: 'Takes JSON',
    request: { body: body(z.object({ text: z.string() })) },
    responses: { 200: json(received, 'How many') },
    isOpen: true,
  },
});
const router = createRouter();
router.openapi(open(takeStream), async (c) => {
  let [bytes, most] = [0, 0];
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.byteLength;
    most = Math.max(most, ahead - bytes);
  }
  heldMost = most;
  return c.json({ bytes }, 200);
});
router.openapi(open(takeJson), async (c) =>
  c.json({ bytes: c.req.valid('json').text.length }, 200),
);
router.onError((error) => {
  if (error instanceof Problem) return error.toResponse();
  throw error;
});

/** How much of the body has been made, and how much of that the route had not taken at most. */
let [ahead, heldMost] = [0, 0];

function post(path: string, bytes: number, headers: Record<string, string> = {}) {
  ahead = 0;
  const chunk = new Uint8Array(64 * 1024).fill(32);
  const sent = new ReadableStream({
    pull(controller) {
      if (ahead >= bytes) return controller.close();
      ahead += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
  const init = { method: 'POST', body: sent, duplex: 'half' as const, headers };
  return router.request(path, init);
}

test('a route that streams takes a large body as it comes, and holds none of it', async () => {
  const answer = await post('/stream', 20 * MIB, { 'content-type': 'text/plain' });
  expect([answer.status, await answer.json()]).toEqual([200, { bytes: 20 * MIB }]);
  expect(heldMost).toBeLessThan(MIB);
});

test('each route has the limit of its own: told or not, more than that is refused', async () => {
  const told = { 'content-type': 'application/json', 'content-length': String(MIB) };
  expect((await post('/json', MIB, told)).status).toBe(413);
  const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  expect((await post('/json', MIB, chunked)).status).toBe(413);
  const large = { 'content-length': String(33 * MIB) };
  const refused = await post('/stream', MIB, large);
  expect([refused.status, await refused.json()]).toMatchObject([413, { code: 'body-too-large' }]);
});
