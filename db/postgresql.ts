import { setTimeout as delay } from 'node:timers/promises';
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type Database, NOTICE_CHANNEL, type NoticeListener } from './database.ts';
import { createNames } from './prepared.ts';
import type { Tables } from './tables/tables.ts';

const POOL_SIZE = 16;
const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 10_000;
const RECONNECT_DELAY_MS = 500;
/** Silence before a TCP keep-alive: short enough for firewalls that forget silent connections. */
const KEEP_ALIVE_MS = 60_000;

export function connectPostgres(
  databaseUrl: string,
  onFault: (error: Error) => void,
  timeoutMs = QUERY_TIMEOUT_MS,
): Database {
  const common = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'workspace',
  };
  const pool = new pg.Pool({
    ...common,
    Client: ImpatientClient,
    max: POOL_SIZE,
    // Kept however long they are idle: a post that has to open one takes 31 ms instead of 1.8.
    idleTimeoutMillis: 0,
    // A node that was stopped in the middle of a transaction must not hold the log's lock for ever.
    idle_in_transaction_session_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced at the next query.
  pool.on('error', onFault);
  // One that breaks while it is lent out fails the query in flight, and need not be reported twice.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin()],
  });
  return {
    kind: 'postgresql',
    db,
    listen: (onNotice) => listen(common, onNotice, onFault),
    readLineage: () => readLineage(db),
    findFolder: () => findFolder(db, databaseUrl),
    snapshot: undefined,
    poolSize: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => db.destroy(),
  };
}

const nameOf = createNames();

/**
 * Prepares the statements that are marked for it, and gives up a connection whose answer did not
 * come in time. Otherwise the connection would go back to the pool with its statement pending: a
 * BEGIN that takes effect later would swallow what the next holder writes.
 */
class ImpatientClient extends pg.Client {
  override query: pg.Client['query'] = (...args: unknown[]) => {
    const [text, values] = args;
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
    const given = name === undefined ? args : [{ name, text, values }];
    const answer: unknown = Reflect.apply(super.query, this, given);
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Query read timeout') this.giveUp();
      });
    }
    // The base class declares what each overload returns.
    return answer as never;
  };

  /** `end` breaks the connection off, since a statement is under way. */
  giveUp(): void {
    this.end().catch(() => undefined);
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
  const { host } = new pg.Client({ connectionString: databaseUrl });
  if (!/^(\/|localhost$|127\.|::1$)/.test(host)) return undefined;
  const { rows } = await sql<{ setting: string }>`
    select setting from pg_settings where name = 'data_directory'`.execute(db);
  return rows[0]?.setting ?? '/var/lib/postgresql';
}

/** Positions, counts and milliseconds stay far below 2^53, so int8 is a number here. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text');

/** Holds one connection for notices, and replaces it whenever it is lost. */
async function listen(
  config: pg.ClientConfig,
  onNotice: NoticeListener,
  onFault: (error: Error) => void,
): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  let current: pg.Client | undefined;

  async function once(): Promise<void> {
    const client = new pg.Client(config);
    current = client;
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('error', onFault);
    client.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${NOTICE_CHANNEL}`);
      onNotice('');
      await ended;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async function forever(): Promise<void> {
    while (!stopped.signal.aborted) {
      await once().catch(onFault);
      await delay(RECONNECT_DELAY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const done = forever();
  return async () => {
    stopped.abort();
    await current?.end().catch(() => undefined);
    await done;
  };
}
