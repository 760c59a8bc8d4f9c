import { type Kysely, sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../api/auth/credentials/authenticate.ts';
import { digest } from '../../api/auth/credentials/tokens.ts';
import { createHeartbeats } from '../../api/auth/seats/heartbeats.ts';
import { beat } from '../../api/auth/seats/lease-clock.ts';
import { liveSeats } from '../../api/auth/seats/leases.ts';
import { claimSeat } from '../../api/auth/seats/seats.ts';
import type { Database } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { silent } from '../support/captured-log.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const TIMEOUT_MS = 3_000;
const DOOR = 4711;
const userId = '019a0000-0000-7000-8000-000000000001';
const otherId = '019a0000-0000-7000-8000-000000000002';
const deviceId = '019a0000-0000-7000-8000-000000000003';
const otherDeviceId = '019a0000-0000-7000-8000-000000000004';

/** What is under way at the very moment at which a server beats again after a standstill. */
describe('the first beat after a standstill', { skip: databaseKind() === 'embedded' }, () => {
  let home: TestDatabase;
  let database: Database;
  let db: Kysely<Tables>;

  beforeAll(async () => {
    home = await newDatabase();
    database = await connectToTest(home);
    db = database.db;
    for (const [id, name] of [
      [userId, 'one'],
      [otherId, 'two'],
    ]) {
      await sql`insert into users (id, username, display_name, role, password_hash)
        values (${id}, ${name}, ${name}, 'member', '')`.execute(db);
    }
    for (const id of [deviceId, otherDeviceId]) {
      await sql`insert into devices (id, fingerprint_hash, name) values (${id}, ${id}, '')`.execute(
        db,
      );
    }
  });
  afterAll(async () => {
    await database.close();
    await home.remove();
  });

  // Ten seconds ago all stood still, when the seat had two more.
  beforeEach(async () => {
    await db.deleteFrom('sessions').execute();
    await sql`update lease_clock set beat_at = clock_timestamp() - interval '10 seconds'`.execute(
      db,
    );
    await sql`insert into sessions (token_digest, id, user_id, device_id, expires_at) values
      (${digest('token')}, ${userId}, ${userId}, ${deviceId},
        clock_timestamp() - interval '6 seconds')`.execute(db);
  });

  test('ends no seat for a look that began before it', async () => {
    const seats = db.transaction().execute(async (holder) => {
      await sql`select pg_advisory_lock(${DOOR})`.execute(holder);
      const looked = sql<{ tokenDigest: string }>`
        with door as materialized (select pg_advisory_lock_shared(${DOOR}))
        select seat.token_digest from door, lateral (${liveSeats(db)}) seat`.execute(db);
      await waitsFor('advisory');
      await beat(db, silent, false);
      await sql`select pg_advisory_unlock(${DOOR})`.execute(holder);
      return looked;
    });
    expect((await seats).rows).toHaveLength(1);
  });

  test('ends no seat for a look between the standstill and it', async () => {
    // A second was left at the last beat.
    await sql`update sessions set expires_at = clock_timestamp() - interval '9 seconds'`.execute(
      db,
    );
    expect(await liveSeats(db).execute()).toHaveLength(1);
    await beat(db, silent, false);
    expect(await liveSeats(db).execute()).toHaveLength(1);
  });

  test.each([
    [
      'a heartbeat',
      async () => {
        const heartbeats = createHeartbeats(db, TIMEOUT_MS, () => undefined);
        heartbeats.touch(digest('token'));
        await heartbeats.stop();
      },
    ],
    [
      'a request that renews the lease at once',
      async () => {
        const never = {
          touch() {},
          setStatus: async () => {},
          flush: async () => {},
          stop: async () => {},
        };
        await createAuthenticator(db, TIMEOUT_MS, never).find('token');
      },
    ],
  ])('leaves a whole lease to %s that waits for it', async (_what, renew) => {
    await whileBeating(renew);
    expect(await leftOf(userId)).toBeGreaterThan(TIMEOUT_MS / 2);
  });

  test('leaves a whole lease to who signs in meanwhile', async () => {
    const claim = {
      userId: otherId,
      deviceId: otherDeviceId,
      keyId: null,
      unprovedHash: '',
      address: null,
      takeover: false,
      from: '',
    };
    await whileBeating(() =>
      db.transaction().execute((trx) => claimSeat(trx, silent.info, claim, TIMEOUT_MS)),
    );
    expect(await leftOf(otherId)).toBeGreaterThan(TIMEOUT_MS / 2);
  });

  /** A beat in slow motion: `work` begins when the leases have moved and the clock has not. */
  async function whileBeating(work: () => Promise<unknown>): Promise<void> {
    let done: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (trx: Transaction<Tables>) => {
      await sql`select from lease_clock for update`.execute(trx);
      await sql`update sessions set expires_at = expires_at + interval '10 seconds'`.execute(trx);
      let isOver = false;
      done = work().finally(() => {
        isOver = true;
      });
      await until(async () => isOver || (await isWaiting('transactionid')));
      await sql`update lease_clock set beat_at = clock_timestamp()`.execute(trx);
    });
    await done;
  }

  const waitsFor = (lock: string) => until(() => isWaiting(lock));

  async function isWaiting(lock: string): Promise<boolean> {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = ${lock}`.execute(
      db,
    );
    return rows.length > 0;
  }

  /** What the lease has left, in milliseconds. */
  async function leftOf(id: string): Promise<number> {
    const seats = await liveSeats(db).where('sessions.userId', '=', id).execute();
    return seats[0]?.remainingMs ?? 0;
  }
});
