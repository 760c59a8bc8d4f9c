import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createPasswords } from '../../api/auth/proofs/passwords.ts';
import { migrate } from '../../db/migrate.ts';
import { migrations } from '../../db/migrations/migrations.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { signIn } from '../support/api.ts';
import { newDatabase } from '../support/database.ts';
import { CHEAP, startServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

/** The last migration of the version whose database this is. */
const OLD = '0007-kinds-of-users';

const password = 'a password of theirs';
const [alice, bob] = [randomUUID(), randomUUID()];
const channel = (name: string, kind = 'public') => ({
  id: randomUUID(),
  name,
  kind,
  nameKey: name.normalize('NFKC').toLowerCase(),
});
/** Each name was taken, since it differs from the others. */
const channels = [
  channel('modern'),
  channel('modem'),
  channel('MOD\u0395RN'),
  channel('two  spaces'),
  channel('two spaces'),
  channel('Turned\u202eenut'),
  channel('Plan', 'private'),
];

const database = await newDatabase('nothing');
const opened = await connectToTest(database);
await migrate(
  opened.db,
  Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= OLD)),
);
await fill(opened.db);
await opened.close();
const server = await startServer({}, database);
afterAll(async () => {
  await server.stop();
  await database.remove();
});
const hers = await signIn(server, { username: 'alice', password });
const his = await signIn(server, { username: 'bob', password });

/** As that version left it: alice is in all channels, and bob in the general one. */
async function fill(db: Kysely<Tables>): Promise<void> {
  const hash = await createPasswords(1, CHEAP).hash(password);
  await sql`insert into users (id, username, display_name, role, password_hash)
    values (${alice}, 'alice', 'Alice', 'admin', ${hash}), (${bob}, 'bob', 'Bob', 'member', ${hash})`.execute(
    db,
  );
  for (const { id, name, nameKey, kind } of [channel('general'), ...channels]) {
    const isGeneral = name === 'general';
    await sql`insert into channels (id, kind, name, name_key, is_general, created_by)
      values (${id}, ${kind}, ${name}, ${nameKey}, ${isGeneral}, ${alice})`.execute(db);
    for (const member of isGeneral ? [alice, bob] : [alice]) {
      await sql`insert into memberships (channel_id, user_id, joined_position, last_read_seq)
        values (${id}, ${member}, 0, 0)`.execute(db);
    }
  }
}

const make = (name: string, kind: string, { token } = his) =>
  server.post('/channels', { name, kind }, token);

test('channels whose names look alike since before keep them, and their topics are changed', async () => {
  const { body } = await server.get('/channels', hers.token);
  const names = body.channels.map(({ name }: { name: string }) => name);
  expect(names.sort()).toEqual(['general', ...channels.map(({ name }) => name)].sort());
  for (const { id, name } of channels) {
    const change = { topic: `about ${id}` };
    const changed = await server.patch(`/channels/${id}`, change, hers.token);
    expect(changed.body).toMatchObject({ name, ...change });
  }
});

test('another that looks like them is refused until they are renamed', async () => {
  const [modern, modem, greek] = channels;
  expect((await make('modern', 'public')).body.code).toBe('channel-name-taken');
  expect((await make('TWO SPACES', 'private')).body.code).toBe('channel-name-taken');
  for (const [index, one] of [modern, modem, greek].entries()) {
    expect((await make('modern', 'public')).status).toBe(409);
    const name = `renamed ${'abc'[index]}`;
    const renamed = await server.patch(`/channels/${one?.id}`, { name }, hers.token);
    expect(renamed.status).toBe(200);
  }
  expect((await make('modern', 'public')).status).toBe(201);
});

test('the name of a private channel is free for those who are not in it', async () => {
  expect((await make('plan', 'private', hers)).status).toBe(409);
  expect((await make('plan', 'private')).status).toBe(201);
  expect((await make('planning', 'private')).status).toBe(201);
});
