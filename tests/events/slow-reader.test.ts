import { afterAll, beforeAll, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { readMetric } from '../support/metrics.ts';
import { newApiToken, postAll } from '../support/posting.ts';
import { openRawStream, type RawStream } from '../support/raw-stream.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const MEGABYTE = 1024 * 1024;
/** Each of 24 KB on the wire: more than the kernel's buffers take (and PGlite is slow at it). */
const MESSAGES = databaseKind() === 'postgresql' ? 850 : 500;
const SLOW_READERS = 20;
/** The newest events stay in memory once, and garbage takes its time; a copy for each reader would take 400 MB. */
const GROWTH_BOUND = 250 * MEGABYTE;

let database: TestDatabase;
let server: ServerProcess;
let token: string;
let general: string;

beforeAll(async () => {
  database = await newDatabase();
  server = await spawnServer({ ...database.env, STREAMS_PER_CREDENTIAL: '0' });
  await isReady(server);
  const admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  general = await generalOf(server, token);
});
afterAll(async () => {
  await server.kill('SIGKILL');
  await database.remove();
});

const body = '€'.repeat(8_000);
const postMany = () => postAll(server, token, general, Array<string>(MESSAGES).fill(body), 8);
const memory = () => readMetric(server, 'process_resident_memory_bytes');
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('readers that stop reading cost no memory without bound and delay nobody', async () => {
  const reader = await openRawStream(server.url, token);
  const slow: RawStream[] = [];
  for (const _ of upTo(SLOW_READERS)) slow.push(await openRawStream(server.url, token));
  const cut = await openRawStream(server.url, token);
  for (const stream of [...slow, cut]) stream.pause();
  const before = await memory();
  await postMany();
  // The one that reads is through at once: the answers to the posts have only just come.
  await until(() => reader.seqs.length === MESSAGES, 2_000);
  expect(reader.seqs).toEqual(upTo(MESSAGES));
  const growth = (await memory()) - before;
  console.log(
    `memory grew by ${Math.round(growth / MEGABYTE)} MB with ${SLOW_READERS} slow readers`,
  );
  expect(growth).toBeLessThan(GROWTH_BOUND);
  expect(Math.max(...slow.map((stream) => stream.seqs.length))).toBeLessThan(MESSAGES);

  // One goes away and resumes by its cursor, the others go on where they were.
  cut.close();
  const resumed = await openRawStream(server.url, token, {
    ...(cut.cursor() === '' ? {} : { cursor: cut.cursor() }),
  });
  for (const stream of slow) stream.resume();
  const isThrough = (stream: RawStream) => stream.seqs.at(-1) === MESSAGES;
  await until(() => [...slow, resumed].every(isThrough), 20_000);
  for (const stream of slow) expect(stream.seqs).toEqual(reader.seqs);
  expect([...cut.seqs, ...resumed.seqs]).toEqual(reader.seqs);
  for (const stream of [reader, resumed, ...slow]) stream.close();
}, 60_000);
