import { randomUUIDv7 as uuid } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { DataDirError } from '../db/embedded.ts';
import { NewerDatabaseError } from '../db/migrate.ts';
import { listenForCommands } from './admin/control/listener.ts';
import { createApp } from './app.ts';
import { authenticate, createAuthenticator, getOwnSession } from './auth/authenticate.ts';
import { findEnded } from './auth/credentials.ts';
import { createHeartbeats, type Heartbeats } from './auth/heartbeats.ts';
import { BEAT_INTERVAL_MS, beat } from './auth/lease-clock.ts';
import { createPasswords, type Passwords } from './auth/passwords.ts';
import { createThrottle } from './auth/throttle.ts';
import { createChannelsAt } from './channels/membership-at.ts';
import { findMovedReads } from './channels/read-positions.ts';
import { type Config, ConfigError, rangesOf, readConfig } from './config.ts';
import { createBell } from './events/bell.ts';
import { formatCursor } from './events/cursor.ts';
import { logReader, readHead } from './events/event-log.ts';
import { createHistory } from './events/history.ts';
import { createPresenceLane } from './events/lanes/presence.ts';
import { createReadsLane } from './events/lanes/reads.ts';
import { Streams } from './events/streams.ts';
import { createTail } from './events/tail.ts';
import { every } from './every.ts';
import { createPoster } from './messages/post.ts';
import { createPostRate } from './messages/post-rate.ts';
import { createDiagnostics } from './ops/diagnostics.ts';
import { establishIdentity } from './ops/identity.ts';
import { ListenError, listen } from './ops/listener.ts';
import { createLog } from './ops/log.ts';
import { createMetrics } from './ops/metrics.ts';
import { openDatabase } from './ops/open-database.ts';
import { createReadiness } from './ops/readiness.ts';
import { unreadyApp } from './ops/unready.ts';
import { keepHouse, keepSpace, keepTime } from './ops/upkeep.ts';
import { readPresence } from './presence/presence.ts';
import { createPresenceWatch } from './presence/watch.ts';
import { isSetupRequired, setUpConfigured, setupToken } from './users/setup.ts';
import { readVersion } from './version.ts';
import { readPage } from './web/page-files.ts';
import { within } from './within.ts';

const PAGE_FOLDER = fileURLToPath(new URL('../dist-desktop/renderer', import.meta.url));
const WINDOW_LIMITS = { events: 20_000, bytes: 32 * 1024 * 1024, batchBytes: 256 * 1024 };
/** Listens in case a notice was lost. */
const POLL_INTERVAL_MS = 5_000;
const HOUSEKEEPING_INTERVAL_MS = 60 * 60 * 1000;
/** Far shorter than it takes to write what is kept free. */
const SPACE_INTERVAL_MS = 250;
const READY_TIMEOUT_MS = 2_000;
/** For the whole stop but the draining, whatever hangs. */
const EXIT_TIMEOUT_MS = 9_000;

/** What the process that started a server may use of it. */
export interface Inside {
  /** The setup token, where there is no user yet. */
  firstRunToken: string | undefined;
  database: Database;
  heartbeats: Heartbeats;
}

export interface RunningServer {
  /** Where it listens, as `http://host:port`. */
  url: string;
  /**
   * Resolves when the server answers all of its API, or was stopped before; rejects where it never
   * will.
   */
  ready: Promise<Inside | undefined>;
  /**
   * Closes streams, answers what is in flight, lets go of the database. Before that it is not ready
   * for `drainMs`, but serves.
   */
  stop(drainMs?: number): Promise<void>;
}

/**
 * Listens at once, so that health checks are answered, and serves when the database is there.
 *
 * @throws ListenError where the port cannot be had
 */
export async function start(
  config: Config,
  log: Logger,
  passwords = createPasswords(Math.max(2, availableParallelism())),
  open = openDatabase,
): Promise<RunningServer> {
  let app = unreadyApp(log, async () => (await opened)?.app);
  const listener = await listen(() => app, config.HOST, config.PORT);
  const stopping = new AbortController();
  const opened = open(config, log, stopping.signal).then((database) =>
    database === undefined ? undefined : openNode(config, log, passwords, database),
  );
  const ready = opened.then((node) => {
    if (node !== undefined) app = node.app;
    return node;
  });
  ready.catch(() => undefined);

  return {
    url: listener.url,
    ready,
    async stop(drainMs = 0) {
      stopping.abort();
      const node = await opened.catch(() => undefined);
      app = unreadyApp(log, async () => node?.app);
      if (drainMs > 0) await listener.drain(drainMs);
      const closed = listener.close();
      await node?.closeStreams();
      await closed;
      await node?.close();
    },
  };
}

/** Everything behind the listener, each thing made once. */
async function openNode(config: Config, log: Logger, passwords: Passwords, database: Database) {
  const { HEARTBEAT_INTERVAL_MS: intervalMs, HEARTBEAT_TIMEOUT_MS: timeoutMs } = config;
  const { PING_INTERVAL_MS: pingIntervalMs } = config;
  const onFault = (error: unknown) => log.warn({ err: error }, 'will try again');
  const { db } = database;

  await beat(db, true);
  const { secret } = await establishIdentity(database);
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = config;
  if (username !== undefined && password !== undefined) {
    const admin = await setUpConfigured(db, passwords, { username, password });
    if (admin) log.info({ userId: admin.id }, 'first administrator made from ADMIN_USERNAME');
  }

  const heartbeats = createHeartbeats(db, timeoutMs, onFault);
  const authenticator = createAuthenticator(db, timeoutMs, heartbeats);
  const heartbeat = { intervalMs, timeoutMs };
  const tail = await createTail(logReader(db), WINDOW_LIMITS);
  const presence = await createPresenceWatch(() => readPresence(db, timeoutMs));
  const metrics = createMetrics({
    streams: () => streams.size,
    delivered: () => streams.delivered,
    online: () => presence.current.online,
    pool: () => database.poolSize(),
  });
  const version = readVersion();
  const reads = createReadsLane((userIds, seconds) => findMovedReads(db, userIds, seconds));
  const streams = new Streams({
    version,
    tail,
    presence,
    history: createHistory(db),
    channelsAt: createChannelsAt(db),
    findEnded(credentials) {
      const ids = Map.groupBy(credentials, (credential) => credential.kind);
      const idsOf = (kind: 'session' | 'api-token') => ids.get(kind)?.map(({ id }) => id) ?? [];
      return findEnded(db, idsOf('session'), idsOf('api-token'));
    },
    lanes: [createPresenceLane(presence), reads],
    streamsPerCredential: config.STREAMS_PER_CREDENTIAL,
    pingIntervalMs,
    onResumed: (seconds) => metrics.resumes.observe(seconds),
    onFault,
  });

  const bell = createBell();
  const own = (work: Promise<unknown>) => void work.catch(onFault);
  // What this node has posted itself it hears of from the poster, with the events.
  const writer = uuid();
  bell.on('log', (subject) => {
    const [position, by] = subject?.split(':') ?? [];
    if (by === writer || Number(position) <= tail.position) return;
    own(tail.ring());
  });
  bell.on('presence', () => own(presence.refresh()));
  bell.on('credentials', () => {
    authenticator.forget();
    own(streams.endDead());
  });
  bell.on('read', (userId) => own(reads.ring(userId)));
  const unlisten = await database.listen((notice) => {
    // After a gap in hearing it may even be another log.
    if (notice === '') own(establishIdentity(database).then(() => tail.refresh()));
    bell.hear(notice);
  });

  const keepHouseNow = () => keepHouse(database, config.EVENT_RETENTION_DAYS);
  own(keepHouseNow());
  const timers = [
    every(BEAT_INTERVAL_MS, keepTime(database, log), onFault),
    every(Math.min(BEAT_INTERVAL_MS, pingIntervalMs / 2), () => streams.tick(), onFault),
    every(POLL_INTERVAL_MS, () => poll(), onFault),
    every(HOUSEKEEPING_INTERVAL_MS, keepHouseNow, onFault),
  ];
  if (database.kind === 'embedded') {
    timers.push(every(SPACE_INTERVAL_MS, keepSpace(database, config.DATA_DIR, log), onFault));
  }
  async function poll(): Promise<void> {
    await Promise.all([tail.refresh(), presence.refresh(), streams.endDead()]);
  }

  const app = createApp({
    db,
    passwords,
    throttle: createThrottle(db),
    secret,
    oneUserPerAddress: config.ONE_USER_PER_ADDRESS,
    authenticated: authenticate(authenticator),
    recalled: authenticate(authenticator, authenticator.recall),
    heartbeats,
    heartbeat,
    lucia: authenticator.lucia,
    readCursor: async () => {
      const { epoch, position } = await readHead(db);
      return formatCursor(epoch, position);
    },
    post: createPoster({
      db,
      writer,
      isPrompt: database.kind === 'postgresql',
      onCommit(events) {
        metrics.commits.observe(events.length);
        if (!tail.offer(events)) own(tail.ring());
      },
      onDoubt: () => own(tail.ring()),
    }),
    checkRate: createPostRate(config.POST_RATE_LIMIT),
    streams,
    findSession: async (credential) =>
      credential.kind === 'session' ? getOwnSession(db, heartbeat, credential) : undefined,
    log,
    metrics,
    version,
    page: readPage(PAGE_FOLDER),
    trustedProxies: config.TRUSTED_PROXIES,
    webClient: config.WEB_CLIENT,
    readPresence: () => readPresence(db, timeoutMs),
    checkReady: createReadiness(db, READY_TIMEOUT_MS),
    readDiagnostics: createDiagnostics(database, version, {
      webClient: config.WEB_CLIENT,
      trustedProxies: rangesOf(config.TRUSTED_PROXIES),
      oneUserPerAddress: config.ONE_USER_PER_ADDRESS,
      heartbeat,
      pingIntervalMs,
    }),
  });

  const control =
    database.kind === 'embedded'
      ? await listenForCommands({ database, passwords, heartbeat }, config.DATA_DIR, log)
      : undefined;

  return {
    app,
    database,
    heartbeats,
    firstRunToken: (await isSetupRequired(db)) ? setupToken(secret) : undefined,
    async closeStreams() {
      await within(READY_TIMEOUT_MS, tail.refresh()).catch(onFault);
      streams.closeAll();
    },
    async close() {
      await control?.close();
      await Promise.all(timers.map((stop) => stop()));
      await heartbeats.stop();
      await unlisten();
      await database.close();
    },
  };
}

/** What `npm start` runs. Exits with 1 and one line for each fault that its reader can mend. */
async function runAsProgram(): Promise<void> {
  const startedAt = performance.now();
  try {
    const config = readConfig(process.env);
    const log = createLog(config.LOG_LEVEL);
    const server = await start(config, log);
    let isStopping = false;
    const stop = (signal: string) => {
      if (isStopping) return;
      isStopping = true;
      log.info({ signal }, 'stopping');
      within(config.DRAIN_MS + EXIT_TIMEOUT_MS, server.stop(config.DRAIN_MS)).then(
        () => process.exit(0),
        (error: unknown) => {
          // Whatever hangs then is not a client's request: those have been answered or broken off.
          log.warn({ err: error }, 'stopped without waiting any longer');
          process.exit(0);
        },
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    const firstRunToken = (await server.ready)?.firstRunToken;
    if (isStopping) return;
    log.info({ ms: Math.round(performance.now() - startedAt) }, `ready on ${server.url}`);
    if (firstRunToken !== undefined) console.log(firstRunText(server.url, firstRunToken));
  } catch (error) {
    giveUp(error);
  }
}

/** For the console, not for the log: logs are kept, and the token is a secret. */
function firstRunText(url: string, token: string): string {
  return `
  Nobody has an account here yet. Make the first administrator: open ${url} and give the
  setup token ${token}, or

    curl ${url}/api/v1/setup -H 'content-type: application/json' \\
      -d '{"setupToken":"${token}","username":"admin","password":"at least ten characters"}'

  The token works once. The API is described at ${url}/docs, and the README has a tour.
`;
}

function giveUp(error: unknown): never {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) console.error(`Workspace cannot start: ${fault}`);
  } else if (
    error instanceof ListenError ||
    error instanceof DataDirError ||
    error instanceof NewerDatabaseError
  ) {
    console.error(`Workspace cannot start: ${error.message}`);
  } else {
    console.error('Workspace cannot go on:', error);
  }
  process.exit(1);
}

if (import.meta.main) await runAsProgram();
