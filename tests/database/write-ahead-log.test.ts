import { readdirSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { keepHouse } from '../../api/ops/upkeep.ts';
import { connectEmbedded } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import { databaseKind, newDatabase } from '../support/database.ts';

test.runIf(databaseKind() === 'embedded')(
  'the write-ahead log of the embedded database does not grow with all that is ever written',
  async () => {
    const { env, remove } = await newDatabase();
    const dataDir = 'DATA_DIR' in env ? env.DATA_DIR : '';
    const database = await connectEmbedded(dataDir);
    const { db } = database;
    await migrate(db);
    await sql`create table written (text text)`.execute(db);
    /** More than two of its segments. */
    const writeMuch = async () => {
      await sql`insert into written
        select repeat(md5(n::text), 30) from generate_series(1, 40000) n`.execute(db);
      await sql`truncate written`.execute(db);
    };
    const segments = () => readdirSync(path.join(dataDir, 'pgdata/pg_wal')).length;

    const atFirst = segments();
    await writeMuch();
    const after = segments();
    expect(after).toBeGreaterThan(atFirst);
    for (let hours = 0; hours < 4; hours += 1) {
      await keepHouse(database, 7);
      await writeMuch();
    }
    expect(segments()).toBeLessThanOrEqual(after + 3);
    await database.close();
    await remove();
  },
);
