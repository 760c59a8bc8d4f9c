import { existsSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { connectEmbedded } from '../../db/embedded.ts';
import { migrate } from '../../db/migrate.ts';
import { databaseKind, newDatabase } from '../support/database.ts';

test.runIf(databaseKind() === 'embedded')(
  'a snapshot holds what is committed, nothing of a transaction by halves, and the rest waits',
  async () => {
    const { env, remove } = await newDatabase();
    const dataDir = 'DATA_DIR' in env ? env.DATA_DIR : '';
    const leftBehind = path.join(dataDir, 'snapshot-of-one-that-was-killed');
    mkdirSync(leftBehind);
    const later = new Date(Date.now() + 60_000);
    utimesSync(leftBehind, later, later);
    const { db, snapshot, close } = await connectEmbedded(dataDir);
    expect(existsSync(leftBehind)).toBe(false);
    await migrate(db);
    const old = path.join(dataDir, 'snapshot-of-one-that-was-killed-yesterday');
    const recent = path.join(dataDir, 'snapshot-that-is-read');
    for (const other of [old, recent]) mkdirSync(other);
    utimesSync(old, 0, 0);

    const attempts = (key: string) => ({ key, points: 1, expire: null });
    const begun = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const transaction = db.transaction().execute(async (trx) => {
      await trx.insertInto('loginThrottle').values(attempts('under way')).execute();
      begun.resolve();
      await mayEnd.promise;
      await trx.insertInto('loginThrottle').values(attempts('the same')).execute();
    });
    await begun.promise;
    let isTaken = false;
    const taken = snapshot?.().then((folder) => {
      isTaken = true;
      return folder;
    });
    const rolledBack = db.transaction().execute(async (trx) => {
      await trx.insertInto('loginThrottle').values(attempts('never')).execute();
      throw new Error('rolled back');
    });
    expect(isTaken).toBe(false);
    mayEnd.resolve();
    await transaction;
    await expect(rolledBack).rejects.toThrow('rolled back');
    const folder = (await taken) ?? '';
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect([old, recent].map((other) => existsSync(other))).toEqual([false, true]);
    await db.insertInto('loginThrottle').values(attempts('after it')).execute();

    const copy = await connectEmbedded(folder);
    const rows = await copy.db.selectFrom('loginThrottle').select('key').orderBy('key').execute();
    expect(rows.map(({ key }) => key)).toEqual(['the same', 'under way']);
    await copy.close();
    rmSync(folder, { recursive: true });
    await close();
    await remove();
  },
);
