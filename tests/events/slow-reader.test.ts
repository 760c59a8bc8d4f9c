import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { makeChannel, upTo } from '../support/chat.ts';
import { newApiToken, post, postAll } from '../support/posting.ts';
import { openRawStream, type RawStream } from '../support/raw-stream.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const KILOBYTE = 1024;
/** Of 8,000 euro signs on the wire. */
const MESSAGE_BYTES = 24 * KILOBYTE;
/** Together several times what the kernel's buffers take, and less than the window. */
const MESSAGES = 600;
const SLOW_READERS = 8;
/** One chunk of 256 KB, and what was in the buffer before it. */
const BUFFERED_BOUND = 400 * KILOBYTE;
/** What is buffered for all, and what else comes of 600 posts. */
const HELD_BOUND = 7_500 * KILOBYTE;

let server: TestServer;
let token: string;
let channel: string;
/** The server's end of each stream. */
const sockets = new Set<Socket>();

function onRequest(message: unknown): void {
  const { request, socket } = message as { request: IncomingMessage; socket: Socket };
  if (request.url === '/api/v1/events') sockets.add(socket);
}

beforeAll(async () => {
  server = await startServer({ STREAMS_PER_CREDENTIAL: '0' });
  const admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  channel = (await makeChannel(server, admin, 'flooded')).id;
  // What posting takes once and for all is there before it is weighed.
  await postMany(await generalOf(server, token), 20);
  subscribe('http.server.request.start', onRequest);
});
afterAll(async () => {
  unsubscribe('http.server.request.start', onRequest);
  await server.stop();
});

function postMany(channelId: string, count: number): Promise<void> {
  return postAll(server, token, channelId, Array<string>(count).fill('€'.repeat(8_000)), 8);
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What this process, with the server in it, cannot let go of. */
async function heldBytes(): Promise<number> {
  collectGarbage();
  // What has only just been let go of is counted out by then.
  await nextTurn();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('readers that stop reading cost the server a number each, and delay nobody', async () => {
  const reader = await openRawStream(server.url, token);
  sockets.clear();
  const slow: RawStream[] = [];
  for (const _ of upTo(SLOW_READERS)) slow.push(await openRawStream(server.url, token));
  for (const stream of slow) stream.pause();
  const heldBefore = await heldBytes();
  await postMany(channel, MESSAGES);
  // The one that reads is through at once: the answers to the posts have only just come.
  await until(() => reader.seqs.length === MESSAGES, 2_000);
  expect(reader.seqs).toEqual(upTo(MESSAGES));
  expect(Math.max(...slow.map((stream) => stream.seqs.length))).toBeLessThan(MESSAGES / 2);
  const buffered = [...sockets].map((socket) => socket.writableLength);
  expect(buffered).toHaveLength(SLOW_READERS);
  expect(Math.max(...buffered)).toBeLessThan(BUFFERED_BOUND);
  // The window has each event once, and nobody else has any.
  const held = (await heldBytes()) - heldBefore;
  expect(held).toBeLessThan(MESSAGES * MESSAGE_BYTES + HELD_BOUND);

  // One goes away and resumes by its cursor, the others go on where they were.
  const [cut, ...patient] = slow;
  cut?.close();
  const cursor = cut?.cursor() ?? '';
  const resumed = await openRawStream(server.url, token, cursor === '' ? {} : { cursor });
  for (const stream of patient) stream.resume();
  const all = [reader, resumed, ...patient];
  const { seq: last } = await post(server, token, channel, 'all are through');
  await until(() => all.every(({ seqs }) => seqs.at(-1) === last), 20_000);
  for (const stream of patient) expect(stream.seqs).toEqual(reader.seqs);
  expect([...(cut?.seqs ?? []), ...resumed.seqs]).toEqual(reader.seqs);
  for (const stream of all) stream.close();
}, 60_000);
