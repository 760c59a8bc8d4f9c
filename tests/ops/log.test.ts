import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createLog } from '../../api/ops/log.ts';
import { newDatabase } from '../support/database.ts';
import { connectToTest } from '../support/test-connection.ts';

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
  const home = await newDatabase();
  const database = await connectToTest(home);
  await sql`create table note (body text not null check (length(body) < 10))`.execute(database.db);
  const failed = await sql`insert into note values (${'a secret between the two of us'})`
    .execute(database.db)
    .catch((error: unknown) => error);
  expect(JSON.stringify(failed)).toContain('a secret between');
  log.error({ err: failed }, 'insert failed');
  await database.close();
  await home.remove();

  expect(lines.join('')).toContain('note_body_check');
  expect(lines.join('')).not.toContain('a secret between');
});
