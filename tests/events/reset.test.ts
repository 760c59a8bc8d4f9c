import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetOldEvents, readHead } from '../../api/events/event-log.ts';
import { generalOf, type Person, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import type { Follow } from '../support/follow.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { execute } from '../support/postgres.ts';
import { newApiToken, post } from '../support/posting.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';

const MOMENT_IN_DAYS = 1e-9;

let database: OpenDatabase;
let server: TestServer;
let admin: Person;
let token: string;
let general: string;

beforeAll(async () => {
  database = await borrowDatabase();
  server = await startServer({ STREAMS_PER_CREDENTIAL: '0' }, database);
  admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  general = await generalOf(server, token);
});
afterAll(async () => {
  await server.stop();
  await database.remove();
});

const headNow = async (): Promise<string> => (await server.get('/channels', token)).body.cursor;

/** The stream told of a reset, repeats nothing, and is live; the reset's id is one to resume from. */
async function expectReset(stream: Follow, head: string): Promise<void> {
  const reset = await stream.next('reset');
  expect(reset).toEqual({ event: 'reset', id: head, data: { reason: expect.any(String) } });
  await post(server, token, general, 'after the reset');
  await stream.next('message.created', (message) => message.body === 'after the reset');
  const at = stream.events.indexOf(reset);
  const later = stream.events.slice(at + 1).filter(({ id }) => id !== undefined);
  expect(later.map(({ data }) => data.body)).toEqual(['after the reset']);
  const resumed = await server.follow(token, head);
  await resumed.next('message.created');
  expect(resumed.bodies()).toEqual(['after the reset']);
  expect(resumed.events.some(({ event }) => event === 'reset')).toBe(false);
  resumed.abort();
  stream.abort();
}

test('a cursor of the log is not answered with reset', async () => {
  const stream = await server.follow(token, await headNow());
  await post(server, token, general, 'known');
  await stream.next('message.created');
  expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
});

test('an unknown cursor is answered with reset', async () => {
  for (const unknown of ['nonsense', '0', '-', 'constructor-1', `${await headNow()}0x`]) {
    const head = await headNow();
    await expectReset(await server.follow(token, unknown), head);
  }
});

test('a cursor from the future is answered with reset', async () => {
  const head = await headNow();
  const [epoch, position] = head.split('-');
  await expectReset(await server.follow(token, `${epoch}-${Number(position) + 1}`), head);
});

test('a cursor of another epoch is answered with reset', async () => {
  const head = await headNow();
  await expectReset(await server.follow(token, `0123456789ab-${head.split('-')[1]}`), head);
});

test('a cursor older than what is kept is answered with reset, the oldest kept is not', async () => {
  const tooOld = await headNow();
  await post(server, token, general, 'to be forgotten');
  await post(server, token, general, 'to be forgotten too');
  const oldest = await headNow();
  await server.stop();
  const { db, close } = await connectToTest(database);
  expect(await forgetOldEvents(db, MOMENT_IN_DAYS, 5_000)).toBeGreaterThan(0);
  expect(await forgetOldEvents(db, MOMENT_IN_DAYS, 5_000)).toBe(0);
  const { position, floor } = await readHead(db);
  expect(floor).toBe(position);
  await close();
  server = await startServer({ STREAMS_PER_CREDENTIAL: '0' }, database);

  await post(server, token, general, 'kept');
  const stream = await server.follow(token, oldest);
  await stream.next('message.created');
  expect(stream.bodies()).toEqual(['kept']);
  expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
  const head = await headNow();
  await expectReset(await server.follow(token, tooOld), head);
  // Events are forgotten, messages are not.
  const { body } = await server.get(`/channels/${general}/messages`, token);
  expect(body.messages.map((message: { body: string }) => message.body)).toContain(
    'to be forgotten',
  );
});

describe.skipIf(databaseKind() === 'embedded')('while streams are open', () => {
  test('retention does not disturb a stream that has passed what is forgotten', async () => {
    const stream = await server.follow(token);
    await post(server, token, general, 'passed');
    await stream.next('message.created');
    const { db, close } = await connectToTest(database);
    expect(await forgetOldEvents(db, MOMENT_IN_DAYS, 5_000)).toBeGreaterThan(0);
    await close();
    (await server.follow(token)).abort();
    await post(server, token, general, 'goes on');
    await stream.next('message.created', (message) => message.body === 'goes on');
    expect(stream.bodies()).toEqual(['passed', 'goes on']);
    expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
  });

  test('a log with a new epoch is told to them by reset within seconds', async () => {
    const streams = [await server.follow(token), await server.follow(admin.token)];
    const before = await headNow();
    await execute(urlOf(database), "update server_identity set epoch = 'fedcba987654'");
    for (const stream of streams) await stream.next('reset');
    const head = await headNow();
    expect(head).not.toBe(before);
    const [first, second] = streams;
    expect((await second?.next('reset'))?.id).toBe(head);
    if (first !== undefined) await expectReset(first, head);
    await expectReset(await server.follow(token, before), await headNow());
  });

  test('a log that went back in time is told to them by reset', async () => {
    const stream = await server.follow(token);
    await post(server, token, general, 'undone');
    await stream.next('message.created');
    await execute(
      urlOf(database),
      `update server_identity set epoch = 'abcdefabcdef';
       delete from event_log where position = (select max(position) from event_log);
       update event_log_head set position = position - 1`,
    );
    (await server.follow(token)).abort();
    const head = await headNow();
    await expectReset(stream, head);
  });
});
