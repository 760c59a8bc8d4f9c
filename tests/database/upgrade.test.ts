import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digest, newToken } from '../../api/auth/credentials/tokens.ts';
import { createPasswords } from '../../api/auth/proofs/passwords.ts';
import { migrate } from '../../db/migrate.ts';
import { migrations } from '../../db/migrations/migrations.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { connectTo } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { CHEAP, startServer, type TestServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

/** The last migration of the version whose database this is. */
const OLD = '0004-lease-clock-stands-still';

const [alice, bob, general, device, session] = ['a', 'b', 'c', 'd', 'e'].map(
  (letter) => `01900000-0000-7000-8000-${letter.repeat(12)}`,
);
const token = newToken('wss_');
const at = '2026-01-02T03:04:05.678Z';
const message = (seq: number, change: object = {}) => ({
  id: `01900000-0000-7000-8000-00000000000${seq}`,
  channelId: general,
  seq,
  authorId: bob,
  clientId: null,
  body: `number ${seq}`,
  replyToId: null,
  createdAt: at,
  editedAt: null,
  deletedAt: null,
  ...change,
});
const messages = [
  message(1),
  message(2, { body: 'for @alice, edited', editedAt: at, clientId: randomUUID() }),
  message(3, { body: null, deletedAt: at }),
  message(4, { replyToId: message(1).id }),
];
/** As that version wrote it: each event keeps the text that the message had then. */
const oldLog = [
  { type: 'created', data: message(1) },
  { type: 'created', data: message(2, { body: 'first secret' }) },
  { type: 'created', data: message(3, { body: 'third secret' }) },
  { type: 'created', data: message(4, { replyToId: message(1).id }) },
  { type: 'updated', data: message(2, { body: 'second secret', editedAt: at }) },
  { type: 'updated', data: messages[1] },
  { type: 'updated', data: message(3, { body: 'fourth secret', editedAt: at }) },
  { type: 'deleted', data: messages[2] },
];

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await newDatabase('nothing');
  const opened = await connectToTest(database);
  const names = Object.keys(migrations).filter((name) => name <= OLD);
  await migrate(
    opened.db,
    Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name))),
  );
  await fill(opened.db);
  await opened.close();
  server = await startServer({}, database);
});
afterAll(async () => {
  await server.stop();
  await database.remove();
});

/** As that version left it. */
async function fill(db: Kysely<Tables>): Promise<void> {
  const hash = await createPasswords(1, CHEAP).hash('alice has a password');
  await sql`insert into users (id, username, display_name, role, password_hash)
    values (${alice}, 'alice', 'Alice', 'admin', ${hash}), (${bob}, 'bob', 'Bob', 'member', ${hash})`.execute(
    db,
  );
  await sql`insert into channels (id, kind, name, name_key, is_general, created_by, last_seq)
    values (${general}, 'public', 'general', 'general', true, ${alice}, 4)`.execute(db);
  await sql`insert into memberships (channel_id, user_id, joined_position, last_read_seq)
    values (${general}, ${alice}, 0, 1), (${general}, ${bob}, 0, 4)`.execute(db);
  for (const { id, seq, clientId, body, replyToId, editedAt, deletedAt } of messages) {
    await sql`insert into messages (id, channel_id, seq, author_id, client_id, body, reply_to_id,
        created_at, edited_at, deleted_at)
      values (${id}, ${general}, ${seq}, ${bob}, ${clientId}, ${body}, ${replyToId}, ${at},
        ${editedAt}, ${deletedAt})`.execute(db);
  }
  for (const [index, { type, data }] of oldLog.entries()) {
    await sql`insert into event_log (position, type, channel_id, is_public, data)
      values (${index + 1}, ${`message.${type}`}, ${general}, false, ${JSON.stringify(data)})`.execute(
      db,
    );
  }
  await sql`update event_log_head set position = ${oldLog.length}`.execute(db);
  await sql`insert into mentions (user_id, channel_id, seq) values (${alice}, ${general}, 2)`.execute(
    db,
  );
  await sql`insert into devices (id, fingerprint_hash, name) values (${device}, 'hash', 'desk')`.execute(
    db,
  );
  await sql`insert into sessions (token_digest, id, user_id, device_id, expires_at)
    values (${digest(token)}, ${session}, ${alice}, ${device}, now() + interval '1 hour')`.execute(
    db,
  );
}

test('a database of an older version shows the same after the upgrade, and its sessions go on', async () => {
  const held = await server.get('/session', token);
  expect([held.status, held.body.user?.username]).toEqual([200, 'alice']);
  const { body: list } = await server.get('/channels', token);
  expect(list.channels).toMatchObject([
    { id: general, lastSeq: 4, lastReadSeq: 1, unread: 2, mentions: 1 },
  ]);
  const { body: page } = await server.get(`/channels/${general}/messages`, token);
  expect(page.messages).toEqual(
    messages.map((kept) =>
      expect.objectContaining({ ...kept, revision: 1, reactions: [], thread: null }),
    ),
  );
});

test('what an older version logged of texts that were edited or deleted is told to nobody', async () => {
  const { body: list } = await server.get('/channels', token);
  const stream = await server.follow(token, list.cursor.replace(/\d+$/, '0'));
  await stream.next('message.deleted');
  stream.abort();
  const told = stream.events.filter(({ event }) => event.startsWith('message.'));
  expect(told.map(({ event, data }) => [event, data.seq, data.body])).toEqual([
    ['message.created', 1, 'number 1'],
    ['message.created', 2, 'for @alice, edited'],
    ['message.created', 3, null],
    ['message.created', 4, 'number 4'],
    ['message.updated', 2, 'for @alice, edited'],
    ['message.updated', 2, 'for @alice, edited'],
    ['message.updated', 3, null],
    ['message.deleted', 3, null],
  ]);

  await server.stop();
  const { db, close } = await connectToTest(database);
  const { rows } = await sql<{ data: string }>`select data from event_log`.execute(db);
  await close();
  server = await startServer({}, database);
  expect(rows.length).toBeGreaterThanOrEqual(oldLog.length);
  expect(JSON.stringify(rows)).not.toContain('secret');
});

test('a message of an older version is changed from its first revision on', async () => {
  const { body } = await connectTo(server.url).post('/sessions', {
    username: 'bob',
    password: 'alice has a password',
    device: { fingerprint: randomUUID() },
  });
  const { body: edited } = await server.patch(
    `/messages/${message(1).id}`,
    { body: 'edited' },
    body.token,
  );
  expect(edited).toMatchObject({ body: 'edited', revision: 2 });
});
