import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { DestinationStream } from 'pino';
import { createPasswords } from '../../api/auth/proofs/passwords.ts';
import { readConfig } from '../../api/config.ts';
import { start } from '../../api/node.ts';
import { createLog } from '../../api/ops/log.ts';
import { ageSeats } from './age-seats.ts';
import { ADMIN, type Api, connectTo } from './api.ts';
import { borrowDatabase, type OpenDatabase } from './kept-database.ts';
import { freePort } from './postgres.ts';
import { until } from './until.ts';

export type Env = Record<string, string>;

export { ADMIN };

/** A server with an administrator, on a database of its own unless one is given. */
export interface TestServer extends Api {
  database: OpenDatabase;
  /** The setup token, where there was no user at the start. */
  firstRunToken: string | undefined;
  /** Writes this node's gathered heartbeats at once; otherwise that takes up to a second. */
  flushHeartbeats(): Promise<void>;
  /**
   * Shortens every lease by `ms` milliseconds, as if no heartbeat had come for that long. The
   * server's own sweep ends the lapsed sessions within a second. Flush the heartbeats of other
   * nodes first.
   */
  passTime(ms: number): Promise<void>;
  stop(): Promise<void>;
}

const defaults: Env = {
  PORT: '0',
  LOG_LEVEL: 'silent',
  ADMIN_USERNAME: ADMIN.username,
  ADMIN_PASSWORD: ADMIN.password,
  POST_RATE_LIMIT: '0',
  CHANGE_RATE_LIMIT: '0',
};

/** The least that argon2id allows, since the suites hash thousands of passwords. */
export const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/**
 * Starts a server in this process, over real HTTP, with passwords that are cheap to check unless
 * `passwords` is given. `env` overrides the defaults; an empty string unsets a variable. The log is
 * silent unless LOG_LEVEL says otherwise; it goes to `logTo` where that is given.
 */
export async function startServer(
  env: Env = {},
  given?: OpenDatabase,
  passwords = createPasswords(4, CHEAP),
  logTo?: DestinationStream,
): Promise<TestServer> {
  const database = given ?? (await borrowDatabase());
  const { opened } = database;
  const config = readConfig({ ...defaults, ...database.env, ...env });
  const log = createLog(config.LOG_LEVEL, logTo);
  const open = opened && (async () => opened);
  const server = await start(config, log, passwords, open);
  const inside = await server.ready;
  if (inside === undefined) throw new Error('the server was stopped before it was ready');
  const { heartbeats } = inside;
  const { db } = inside.database;
  return {
    ...connectTo(server.url),
    database,
    firstRunToken: inside.firstRunToken,
    flushHeartbeats: heartbeats.flush,
    async passTime(ms) {
      await heartbeats.flush();
      await ageSeats(db, ms);
    },
    async stop() {
      await server.stop();
      if (given === undefined) await database.remove();
    },
  };
}

/** A server in a process of its own, so that it can be killed. */
export interface ServerProcess extends Api {
  child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  /** Resolves to the exit code, or the signal that ended it. */
  exited: Promise<number | string>;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

/** Starts `api/main.ts` as `npm start` does, without waiting for it. */
export async function spawnServer(env: Env): Promise<ServerProcess> {
  const port = env['PORT'] ?? String(await freePort());
  const child = spawn(process.execPath, ['--max-semi-space-size=16', path.resolve('api/main.ts')], {
    env: { ...inherited(), ...defaults, LOG_LEVEL: 'info', ...env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const keep = (data: Buffer) => {
    printed += data;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    ...connectTo(`http://localhost:${port}`),
    child,
    output: () => printed,
    exited,
    kill(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

function inherited(): Env {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  return { PATH, NODE_COMPILE_CACHE };
}

/** Waits until the server reports that it is ready. */
export async function isReady(server: ServerProcess, timeoutMs = 30_000): Promise<void> {
  await until(async () => {
    if (server.child.exitCode !== null) throw new Error(`the server ended: ${server.output()}`);
    return server.get('/readyz').then(
      ({ status }) => status === 200,
      () => false,
    );
  }, timeoutMs);
}
