import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Server } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRouter } from '../../api/http/router.ts';
import { type Listener, listen, STALL_MS as SHIPPED_MS } from '../../api/ops/listener.ts';
import { newDatabase } from '../support/database.ts';
import { isReady, spawnServer, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Instead of ten seconds. */
const STALL_MS = 300;
const JSON_POST = 'POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

let listener: Listener;
/** The bodies that a route has had as a whole. */
const taken: string[] = [];

beforeAll(async () => {
  const router = createRouter();
  // Of the bodies that do not come.
  router.onError((_, c) => c.body(null, 500));
  router.post('/json', async (c) => {
    taken.push(await c.req.text());
    return c.text('taken');
  });
  router.post('/busy', async (c) => {
    // Reads on when the client has long been silent, since the server took nothing.
    await delay(3 * STALL_MS);
    let bytes = 0;
    for await (const chunk of c.req.raw.body ?? []) bytes += chunk.byteLength;
    return c.text(String(bytes));
  });
  router.get('/stream', (c) => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const write = async () => {
      for (let count = 0; count < 4; count += 1) {
        await writer.write(new TextEncoder().encode(`${count} `));
        await delay(STALL_MS);
      }
      await writer.close();
    };
    // The client leaves before its end.
    write().catch(() => undefined);
    return c.body(readable);
  });
  router.post('/refuse', (c) => c.text('no', 403));
  listener = await listen(() => router, '127.0.0.1', 0, STALL_MS);
});
afterAll(() => listener.close());

/** A connection that sends what it is told to, and never hangs up by itself. */
function open() {
  const port = Number(new URL(listener.url).port);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let said = '';
  let isReset = false;
  socket.setEncoding('latin1').on('data', (data: string) => {
    said += data;
  });
  socket.on('error', () => {
    isReset = true;
  });
  return {
    socket,
    said: () => said,
    isEnded: () => socket.readableEnded,
    /** Whether the server has let go of it, which shows in what it says to one byte more. */
    isGone() {
      if (!isReset) socket.write('x');
      return isReset;
    },
  };
}

test.each([
  ['nothing at all', ''],
  ['half a line', 'GET /json'],
  ['half of its headers', 'GET /json HTTP/1.1\r\nHost: localhost\r\nX-Half: '],
  ['no body', `${JSON_POST}Content-Length: 20\r\n\r\n`],
  ['half a body', `${JSON_POST}Content-Length: 20\r\n\r\n{"half":`],
  ['half a chunk', `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n14\r\n{"half":`],
  ['no last chunk', `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`],
])('a request that sends %s and then no more is ended with 408', async (_, bytes) => {
  const { socket, said, isEnded, isGone } = open();
  await once(socket, 'connect');
  socket.write(bytes);
  await until(isEnded);
  expect(said()).toMatch(/^HTTP\/1\.1 408 .*\r\nContent-Type: application\/problem\+json\r\n/);
  expect(said()).toContain('"code":"request-timeout"');
  await until(isGone);
  expect(taken).toEqual([]);
});

test('one that has been answered already is ended, too', async () => {
  const { socket, said, isEnded, isGone } = open();
  socket.write('POST /refuse HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{"half":');
  await until(isEnded);
  expect(said()).toMatch(/^HTTP\/1\.1 403 /);
  expect(said()).not.toContain('408');
  await until(isGone);
});

test('the server as shipped waits ten seconds for the rest of a request', async () => {
  const bounds: unknown[] = [];
  // Node tells of each request, and which of its servers has it.
  const note = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'server' in message) {
      if (message.server instanceof Server) bounds.push(message.server.headersTimeout);
    }
  };
  const server = await startServer();
  subscribe('http.server.request.start', note);
  try {
    await server.get('/healthz');
  } finally {
    unsubscribe('http.server.request.start', note);
    await server.stop();
  }
  expect([...bounds, SHIPPED_MS]).toEqual([10_000, 10_000]);
});

test('one that comes drop by drop is ended when its time is over, unless it is a file', async () => {
  const router = createRouter();
  for (const path of ['/json', '/api/v1/files']) {
    router.post(path, async (c) => c.text(await c.req.text()));
  }
  // The time that this is about.
  const brief = await listen(() => router, '127.0.0.1', 0, STALL_MS, 2 * STALL_MS);
  const send = async (path: string) => {
    const socket = connect(Number(new URL(brief.url).port), '127.0.0.1');
    let said = '';
    socket.setEncoding('latin1').on('data', (data: string) => {
      said += data;
    });
    socket.on('error', () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n`);
    for (let sent = 0; sent < 20 && said === ''; sent += 1) {
      await delay(STALL_MS / 4);
      socket.write('x');
    }
    await until(() => said.includes('\r\n\r\n'));
    socket.destroy();
    return Number(said.split(' ')[1]);
  };
  const statuses = await Promise.all([send('/json'), send('/api/v1/files?name=plan.pdf')]);
  expect(statuses).toEqual([408, 200]);
  await brief.close();
});

describe('is not ended', () => {
  test('what comes slowly, but comes', async () => {
    const { socket, said } = open();
    const body = '{"slow":true}';
    socket.write(`${JSON_POST}Content-Length: ${body.length}\r\n\r\n`);
    // Waiting is what this is about: all of it takes three times as long as a silence may.
    for (const character of body) {
      await delay(STALL_MS / 4);
      socket.write(character);
    }
    await until(() => said().includes('taken'));
    expect(taken).toEqual([body]);
    socket.destroy();
  });

  test('what the server itself does not read', async () => {
    const { socket, said } = open();
    const bytes = 4 * 1024 * 1024;
    socket.write(`POST /busy HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
    socket.write('x'.repeat(bytes));
    await until(() => said().includes(String(bytes)));
    expect(said()).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('an answer that takes its time, nor a connection between two requests', async () => {
    const { socket, said, isEnded } = open();
    const ask = 'GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(ask);
    await until(() => said().includes('3 '));
    await delay(3 * STALL_MS);
    expect(isEnded()).toBe(false);
    socket.write(ask);
    await until(() => said().match(/HTTP\/1\.1 200 /g)?.length === 2);
    socket.destroy();
  });
});

test('who goes away in the middle is no fault of the database', async () => {
  const database = await newDatabase();
  const server = await spawnServer(database.env);
  try {
    await isReady(server);
    const half = connect(Number(new URL(server.url).port), 'localhost');
    half.write(JSON_POST.replace('/json', '/api/v1/sessions'));
    half.write('Content-Length: 20\r\n\r\n{"half":');
    await once(half, 'connect');
    await delay(200);
    half.destroy();
    expect((await server.post('/sessions', {})).status).toBe(422);
    await server.kill('SIGTERM');
    expect(server.output()).not.toMatch(/"level":[45]0/);
  } finally {
    await server.kill('SIGKILL');
    await database.remove();
  }
});
