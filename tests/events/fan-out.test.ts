import { afterAll, beforeAll, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { readMetric } from '../support/metrics.ts';
import { newApiToken, postAll } from '../support/posting.ts';
import { openRawStream, type RawStream } from '../support/raw-stream.ts';
import { isLong, rounds } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const FOLLOWERS = rounds(200, 1_000);
const AT_ONCE = 50;
const POSTERS = 16;
const MESSAGES = rounds(96, 160);

let database: TestDatabase;
let server: ServerProcess;
let token: string;
let general: string;
const followers: RawStream[] = [];

beforeAll(async () => {
  database = await newDatabase();
  server = await spawnServer({ ...database.env, STREAMS_PER_CREDENTIAL: '0' });
  await isReady(server);
  const admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  general = await generalOf(server, token);
  while (followers.length < FOLLOWERS) {
    const opening = Array.from({ length: AT_ONCE }, () => openRawStream(server.url, token));
    followers.push(...(await Promise.all(opening)));
  }
});
afterAll(async () => {
  for (const follower of followers) follower.close();
  await server.kill('SIGKILL');
  await database.remove();
});

test('what is posted at once reaches all followers in far fewer writes than events', async () => {
  const bodies = Array.from({ length: MESSAGES }, (_, index) => `message ${index}`);
  await postAll(server, token, general, bodies, POSTERS);
  await until(() => followers.every(({ seqs }) => seqs.length >= MESSAGES), 20_000);
  const expected = bodies.map((_, index) => index + 1);
  for (const { seqs } of followers) expect(seqs).toEqual(expected);
  const events = await readMetric(server, 'workspace_stream_events_total');
  const writes = await readMetric(server, 'workspace_stream_writes_total');
  console.log(`${events} events in ${writes} writes: ${(events / writes).toFixed(1)} a write`);
  expect(events).toBe(MESSAGES * FOLLOWERS);
  expect(writes / events).toBeLessThan(0.5);
});

test.runIf(isLong())(
  'a thousand streams on which nothing happens cost next to no processor time',
  async () => {
    expect(await readMetric(server, 'workspace_streams')).toBe(FOLLOWERS);
    let share = 1;
    // What the test before has left to be collected may still be at work in the first three seconds.
    for (let tries = 0; tries < 3 && share >= 0.05; tries += 1) share = await cpuShare(3_000);
    console.log(`${(100 * share).toFixed(1)} % of a processor`);
    expect(share).toBeLessThan(0.05);
  },
);

/** Of one processor, while so many milliseconds pass. */
async function cpuShare(ms: number): Promise<number> {
  const cpuFrom = await readMetric(server, 'process_cpu_seconds_total');
  const from = performance.now();
  await until(() => performance.now() - from > ms);
  const seconds = (performance.now() - from) / 1000;
  return ((await readMetric(server, 'process_cpu_seconds_total')) - cpuFrom) / seconds;
}
