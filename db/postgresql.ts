import { CamelCasePlugin, type Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { placeOf } from './address.ts';
import type { Database } from './database.ts';
import { listen } from './listen.ts';
import { RepeatingKysely } from './retry.ts';
import { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import type { Tables } from './tables/tables.ts';

const POOL_SIZE = 16;
/** How long a statement waits for a connection of the pool, and that for being opened. */
const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 10_000;

export function connectPostgres(
  databaseUrl: string,
  onFault: (error: Error) => void,
  timeoutMs = QUERY_TIMEOUT_MS,
): Database {
  const sessions = new Sessions(databaseUrl, timeoutMs);
  const pool = new pg.Pool({
    Client: class extends Session {
      constructor() {
        super(sessions);
      }
    },
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // Kept however long they are idle: a post that has to open one takes 31 ms instead of 1.8.
    idleTimeoutMillis: 0,
  });
  // An idle connection that breaks is replaced at the next query.
  pool.on('error', (error) => {
    sessions.tls.startOver();
    onFault(error);
  });
  const db = new RepeatingKysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        connect: () => takeFit(pool, sessions),
        end: () => pool.end(),
      },
    }),
    plugins: [new CamelCasePlugin()],
  });
  return {
    kind: 'postgresql',
    db,
    where: () => ({ ...placeOf(databaseUrl), isEncrypted: sessions.tls.current !== false }),
    listen: (onNotice) => listen(sessions, onNotice, onFault),
    readLineage: () => readLineage(db),
    findFolder: () => findFolder(db, databaseUrl),
    snapshot: undefined,
    checkpoint: undefined,
    died: undefined,
    poolSize: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => db.destroy(),
  };
}

/** Takes a session out of the pool, and drops those that it finds with the wrong server. */
async function takeFit(pool: pg.Pool, sessions: Sessions) {
  for (;;) {
    const client = await take(pool, sessions);
    if (!(client instanceof Session) || client.isFit) return client;
    client.release(true);
  }
}

async function take(pool: pg.Pool, { tls }: Sessions): Promise<pg.PoolClient> {
  const tried = tls.current;
  try {
    return await pool.connect();
  } catch (error) {
    if (tls.current === tried) throw error;
    return pool.connect();
  }
}

/** Names the cluster, its timeline, the database, and the creation of the log's table. */
async function readLineage(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ lineage: string }>`
    select concat_ws('/', system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8),
      (select oid from pg_database where datname = current_database()),
      'event_log'::regclass::oid) as lineage
    from pg_control_system()`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database does not tell its lineage');
  return row.lineage;
}

/** Only some roles may read the folder's name; for others, Debian's default is the likeliest. */
async function findFolder(db: Kysely<Tables>, databaseUrl: string): Promise<string | undefined> {
  if (!placeOf(databaseUrl).isLocal) return undefined;
  const { rows } = await sql<{ setting: string }>`
    select setting from pg_settings where name = 'data_directory'`.execute(db);
  return rows[0]?.setting ?? '/var/lib/postgresql';
}
