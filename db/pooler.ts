import pg from 'pg';
import { NoConnectionError } from './errors.ts';

const ROUNDS = 5;

/**
 * Makes sure that connections are sessions of PostgreSQL's own, as LISTEN, prepared statements and
 * settings need them. A pooler in transaction mode gives a connection to whoever begins a transaction
 * next. PostgreSQL's process id tells: a session keeps its own, and no other one has it.
 *
 * Asks once of a connection without a pooler, whose process id is the one that it was told at the
 * start.
 *
 * @param config for a second connection like `client`
 * @throws NoConnectionError
 */
export async function requireSessions(client: pg.Client, config: pg.ClientConfig): Promise<void> {
  const own = await readPid(client);
  if ('processID' in client && client.processID === own) return;
  const other = new pg.Client(config);
  other.on('error', () => undefined);
  try {
    await other.connect();
    for (let round = 0; round < ROUNDS; round += 1) {
      const isKept = (await readPid(client)) === own;
      if (isKept && (await readPid(other)) !== own) continue;
      throw new NoConnectionError(
        `the connection pooler at ${client.host}:${client.port} gives each transaction another connection, with which LISTEN and prepared statements do not work; set pool_mode = session for this database in pgbouncer.ini`,
        true,
      );
    }
  } finally {
    await other.end().catch(() => undefined);
  }
}

async function readPid(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}
