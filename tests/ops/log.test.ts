import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createLog } from '../../api/ops/log.ts';
import { connect } from '../../db/connect.ts';
import { newDatabase } from '../support/database.ts';

test('what people wrote does not get into the log with a failed statement', async () => {
  const lines: string[] = [];
  const log = createLog(
    'info',
    new Writable({
      write(line, _encoding, done) {
        lines.push(String(line));
        done();
      },
    }),
  );
  const { env, remove } = await newDatabase();
  const database = await connect({
    databaseUrl: 'DATABASE_URL' in env ? env.DATABASE_URL : undefined,
    dataDir: 'DATA_DIR' in env ? env.DATA_DIR : '',
    onFault: () => undefined,
  });
  await sql`create table note (body text not null check (length(body) < 10))`.execute(database.db);
  const failed = await sql`insert into note values (${'a secret between the two of us'})`
    .execute(database.db)
    .catch((error: unknown) => error);
  expect(JSON.stringify(failed)).toContain('a secret between');
  log.error({ err: failed }, 'insert failed');
  await database.close();
  await remove();

  expect(lines.join('')).toContain('note_body_check');
  expect(lines.join('')).not.toContain('a secret between');
});
