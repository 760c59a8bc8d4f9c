import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { execute } from '../support/postgres.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';

const FOREIGN = {
  'dates as in Germany': { datestyle: 'German' },
  'dates as in the United States': { datestyle: 'SQL, MDY' },
  'dates as PostgreSQL once wrote them': { datestyle: 'Postgres, DMY' },
  'times, intervals and numbers of its own': {
    timezone: 'Asia/Kolkata',
    intervalstyle: 'sql_standard',
    extra_float_digits: '-15',
    bytea_output: 'escape',
    standard_conforming_strings: 'off',
  },
  'short timeouts': {
    idle_session_timeout: '1000',
    lock_timeout: '1',
    idle_in_transaction_session_timeout: '1',
    statement_timeout: '3000',
  },
  'serializable transactions': { default_transaction_isolation: 'serializable' },
  'another client encoding': { client_encoding: 'LATIN1' },
};

/** In `npm test` what breaks off by time; the last test has all of them at once. */
const FEW = ['short timeouts'];
const TRIED = Object.entries(FOREIGN).filter(([kind]) => isLong() || FEW.includes(kind));

describe('a database with', { skip: databaseKind() === 'embedded' }, () => {
  async function databaseWith(settings: Record<string, string>) {
    const database = await newDatabase();
    const name = new URL(urlOf(database)).pathname.slice(1);
    for (const [setting, value] of Object.entries(settings)) {
      await execute(inject('source'), `alter database ${name} set ${setting} = '${value}'`);
    }
    onTestFinished(() => database.remove());
    return database;
  }

  test.each(TRIED)('%s is worked with as any other', async (_, settings) => {
    const database = await databaseWith(settings);
    const server = await startServer({}, database);
    onTestFinished(() => server.stop());
    const { token } = await signIn(server, ADMIN);
    const general = await generalOf(server, token);
    const stream = await server.follow(token);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const body = `œuvre ${index}`;
        return index % 4 === 0
          ? server.post('/channels', { name: body, kind: 'public' }, token)
          : server.post(`/channels/${general}/messages`, { body }, token);
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const { body } = await server.get(`/channels/${general}/messages?limit=100`, token);
    expect(body.messages).toHaveLength(75);
    for (const { createdAt } of body.messages) {
      expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
      expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    }
    await stream.next('message.created', ({ body }) => body.startsWith('œuvre'));
    stream.abort();
  });

  test('any defaults has sessions with ours, in one trip for each connection', async () => {
    const database = await connectToTest(
      await databaseWith(Object.assign({}, ...Object.values(FOREIGN))),
    );
    onTestFinished(() => database.close());
    const { rows } = await sql`
      select current_setting('datestyle') as datestyle, current_setting('timezone') as timezone,
        current_setting('transaction_isolation') as isolation,
        current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle,
        current_setting('idle_session_timeout') as silent,
        current_setting('client_encoding') as encoding`.execute(database.db);
    expect(rows).toEqual([
      {
        datestyle: 'ISO, MDY',
        timezone: 'UTC',
        isolation: 'read committed',
        statement: '10s',
        idle: '10s',
        silent: '0',
        encoding: 'UTF8',
      },
    ]);
  });
});
