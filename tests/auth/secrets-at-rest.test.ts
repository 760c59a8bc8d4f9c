import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPasswords } from '../../api/auth/proofs/passwords.ts';
import { connect } from '../../db/connect.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { makeApiToken, signInRemembered } from './attempts.ts';

let database: TestDatabase;
/** Everything that the database holds, a row a line. */
let kept: string;
const secrets = new Map([
  ['the password', ADMIN.password],
  ['the fingerprint', 'fingerprint-of-desk-of-admin'],
]);

beforeAll(async () => {
  database = await newDatabase();
  const server = await startServer({}, database, createPasswords(2));
  const { token, deviceToken } = await signInRemembered(server, ADMIN, 'desk-of-admin');
  secrets.set('the session token', token);
  secrets.set('the device token', deviceToken);
  secrets.set('the API token', (await makeApiToken(server, token, { name: 'a script' })).token);
  await server.stop();
  kept = await dump();
});
afterAll(() => database.remove());

async function dump(): Promise<string> {
  const { env } = database;
  const { db, close } = await connect({
    databaseUrl: 'DATABASE_URL' in env ? env.DATABASE_URL : undefined,
    dataDir: 'DATA_DIR' in env ? env.DATA_DIR : '',
    onFault: () => undefined,
  });
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const lines: string[] = [];
  for (const { name } of tables) {
    const query = sql<{ line: string }>`select to_jsonb(t)::text as line from ${sql.table(name)} t`;
    lines.push(...(await query.execute(db)).rows.map(({ line }) => `${name} ${line}`));
  }
  await close();
  return lines.join('\n');
}

test('the database keeps the names that were given', () => {
  for (const name of [ADMIN.username, 'desk-of-admin', 'a script']) expect(kept).toContain(name);
});

test('the database keeps no secret as it was given', () => {
  expect(secrets.size).toBe(5);
  for (const [what, secret] of secrets) {
    expect(secret.length).toBeGreaterThan(15);
    expect(kept.includes(secret), what).toBe(false);
    expect(kept.includes(Buffer.from(secret).toString('hex')), what).toBe(false);
  }
});

test('a password is kept as argon2id', () => {
  expect(kept).toMatch(/\$argon2id\$v=19\$m=\d{5,},t=[2-9]/);
});
