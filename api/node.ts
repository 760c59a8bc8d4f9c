import { randomUUIDv7 as uuid } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { isDamaged, isDatabaseUnavailable, isStatementTimeout } from '../db/errors.ts';
import { readState } from '../db/migrate.ts';
import type { Tables } from '../db/tables/tables.ts';
import { listenForCommands } from './admin/control/listener.ts';
import {
  type Authenticator,
  authenticate,
  createAuthenticator,
  getOwnSession,
} from './auth/credentials/authenticate.ts';
import { operator } from './auth/credentials/credential.ts';
import { findEnded } from './auth/credentials/credentials.ts';
import { createAdmission, createFamiliar } from './auth/proofs/admission.ts';
import { createBrake } from './auth/proofs/brake.ts';
import { createPasswords, type Passwords } from './auth/proofs/passwords.ts';
import { createThrottle } from './auth/proofs/throttle.ts';
import { createHeartbeats, type Heartbeats } from './auth/seats/heartbeats.ts';
import { BEAT_INTERVAL_MS, beat } from './auth/seats/lease-clock.ts';
import { listMembers } from './channels/members.ts';
import { createChannelsAt } from './channels/membership-at.ts';
import { findMovedReads } from './channels/read-positions.ts';
import { createSignTyping } from './channels/typing.ts';
import { type Config, rangesOf } from './config.ts';
import type { Entry } from './events/batch.ts';
import { type Notice, parseNotice } from './events/bell.ts';
import type { DataOf } from './events/catalogue.ts';
import { formatCursor } from './events/cursor.ts';
import { logReader, readHead } from './events/event-log.ts';
import { logFarewell } from './events/farewell.ts';
import { createHistory } from './events/history.ts';
import { createPassingLane } from './events/lanes/passing.ts';
import { createPresenceLane } from './events/lanes/presence.ts';
import { createReadsLane } from './events/lanes/reads.ts';
import { createSharedLists } from './events/shared-lists.ts';
import { Streams } from './events/streams.ts';
import { createTail, type Tail } from './events/tail.ts';
import { isOfMembership } from './events/visibility.ts';
import { folderOf, openStorage } from './files/open-storage.ts';
import { deleteOldFiles } from './files/retention.ts';
import type { Storage } from './files/storage.ts';
import { sweepFiles } from './files/sweep.ts';
import { createThumbnailer } from './files/thumbnails/thumbnailer.ts';
import { createApp } from './http/app.ts';
import { createRate } from './http/rate.ts';
import { assertNever } from './lib/assert-never.ts';
import { every } from './lib/every.ts';
import { gathered } from './lib/gathered.ts';
import { createInTurn } from './lib/in-turn.ts';
import { singleFlight } from './lib/single-flight.ts';
import { within } from './lib/within.ts';
import { createPoster } from './messages/post.ts';
import { type DatabaseWatch, watchDatabase } from './ops/database-watch.ts';
import { createDiagnostics } from './ops/diagnostics.ts';
import { establishIdentity } from './ops/identity.ts';
import { listen } from './ops/listener.ts';
import { createMetrics } from './ops/metrics.ts';
import { openDatabase } from './ops/open-database.ts';
import { createReadiness } from './ops/readiness.ts';
import { unreadyApp } from './ops/unready.ts';
import { keepHouse, keepSpace, keepTime, watchHandles } from './ops/upkeep.ts';
import { createPresenceReader } from './presence/presence.ts';
import { createPresenceWatch } from './presence/watch.ts';
import { BESIDE, type KeepIndexed, keepIndexed, WITHIN } from './search/keep-indexed.ts';
import { listFollowed } from './threads/list-threads.ts';
import { postReply } from './threads/reply.ts';
import { createIsThread } from './threads/threads.ts';
import { isSetupRequired, setUpConfigured, setupToken } from './users/setup.ts';
import { nextEnd } from './users/user.ts';
import { listUsers } from './users/users.ts';
import { readVersion } from './version.ts';
import { readPage } from './web/page-files.ts';

const PAGE_FOLDER = fileURLToPath(new URL('../dist-desktop/renderer', import.meta.url));
const WINDOW_LIMITS = { events: 20_000, bytes: 32 * 1024 * 1024, batchBytes: 256 * 1024 };
/** How often this node reads without a notice, in milliseconds, in case one was lost. */
const POLL_INTERVAL_MS = 5_000;
const HOUSEKEEPING_INTERVAL_MS = 60 * 60 * 1000;
/** How often the bytes of what was deleted are removed, in milliseconds. */
const FILES_INTERVAL_MS = 60 * 1000;
/** How often the disk is checked, in milliseconds: far shorter than filling the reserve takes. */
const SPACE_INTERVAL_MS = 250;
const READY_TIMEOUT_MS = 2_000;
/** Where more changes of presence than these follow one another, it is read so often. */
const PRESENCE_BURST = 8;
const PRESENCE_EVERY_MS = 250;
/** Of channels whose members are asked for. */
const MOST_MEMBER_LISTS = 200;
/** So many seconds' worth of a rate may come at once. */
const POST_BURST_SECONDS = 5;
const CHANGE_BURST_SECONDS = 2;

/** The parts of a server that its starter may use. */
export interface Inside {
  /** The setup token, where there is no user yet. */
  firstRunToken: string | undefined;
  database: Database;
  heartbeats: Heartbeats;
  /** Settles when the database has answered something, be it that it cannot. */
  answer(): Promise<unknown>;
}

export interface RunningServer {
  /** Where it listens, as `http://host:port`. */
  url: string;
  /**
   * Resolves when the server answers all of its API, with undefined where it was stopped before;
   * rejects where it never will.
   */
  ready: Promise<Inside | undefined>;
  /**
   * Closes streams, answers requests in flight, and closes the database. Before that, for `drainMs`
   * milliseconds, the server reports that it is not ready but still serves.
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
  const clients = { trustedProxies: config.TRUSTED_PROXIES, opsAccess: config.OPS_ACCESS };
  let app = unreadyApp(log, clients, async () => (await opened)?.app);
  const listener = await listen(() => app, config.HOST, config.PORT);
  const stopping = new AbortController();
  const watch = watchDatabase(log);
  const opened = open(config, log, stopping.signal, watch).then((database) =>
    database === undefined ? undefined : openNode(config, log, passwords, database, watch),
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
      app = unreadyApp(log, clients, async () => node?.app);
      if (drainMs > 0) await listener.drain(drainMs);
      const closed = listener.close();
      await node?.closeStreams();
      await closed;
      await node?.close();
    },
  };
}

/** What the parts behind the listener are made from. */
interface Ground {
  config: Config;
  log: Logger;
  passwords: Passwords;
  database: Database;
  watch: DatabaseWatch;
  /** The server's secret: it keys the hashes of fingerprints and derives the setup token. */
  secret: string;
  version: string;
  /** Where the bytes of files are. */
  storage: Storage;
  /** This node, as its notices name it. */
  writer: string;
  /** Told of faults after which the work is tried again by itself. */
  onFault(error: unknown): void;
}

/** Makes everything behind the listener, each part once. */
async function openNode(
  config: Config,
  log: Logger,
  passwords: Passwords,
  database: Database,
  watch: DatabaseWatch,
) {
  const { db } = database;
  await beat(db, log, true);
  const { secret } = await establishIdentity(database);
  const ground: Ground = {
    config,
    log,
    passwords,
    database,
    watch,
    secret,
    version: readVersion(),
    storage: openStorage(config),
    writer: uuid(),
    onFault: (error) =>
      isDatabaseUnavailable(error) ? watch.lost(error) : log.warn({ err: error }, 'will try again'),
  };
  await setUpAsConfigured(ground);

  const heartbeats = createHeartbeats(db, config.HEARTBEAT_TIMEOUT_MS, ground.onFault);
  const authenticator = createAuthenticator(db, config.HEARTBEAT_TIMEOUT_MS, heartbeats);
  const live = await openEvents(ground);
  const index = openIndex(ground, live);
  const unlisten = await heedNotices(ground, live, authenticator, index);
  const timers = startTimers(ground, live, index);
  const app = openApp(ground, live, heartbeats, authenticator);
  const heartbeat = heartbeatTimes(config);
  const control =
    database.kind === 'embedded'
      ? await listenForCommands(
          {
            database,
            passwords,
            heartbeat,
            keepsTexts: keepsTexts(config),
            operator: operator(log),
          },
          config.DATA_DIR,
          log,
        )
      : undefined;

  return {
    app,
    database,
    heartbeats,
    answer: () => readState(db),
    firstRunToken: (await isSetupRequired(db)) ? setupToken(secret) : undefined,
    async closeStreams() {
      await within(READY_TIMEOUT_MS, live.tail.refresh()).catch(ground.onFault);
      live.streams.closeAll();
    },
    async close() {
      await control?.close();
      await Promise.all(timers.map((stop) => stop()));
      await Promise.all([heartbeats.stop(), index.stop()]);
      await unlisten();
      await database.close();
    },
  };
}

async function setUpAsConfigured({ config, database, passwords, log }: Ground): Promise<void> {
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = config;
  if (username === undefined || password === undefined) return;
  await setUpConfigured(database.db, passwords, operator(log), { username, password });
}

const heartbeatTimes = (config: Config) => ({
  intervalMs: config.HEARTBEAT_INTERVAL_MS,
  timeoutMs: config.HEARTBEAT_TIMEOUT_MS,
});

const keepsTexts = (config: Config) => config.MESSAGE_HISTORY === 'on';

type Live = Awaited<ReturnType<typeof openEvents>>;

/** Makes the log's tail, the presence watch, the lanes, the metrics and the streams. */
async function openEvents({ config, log, database, watch, version, onFault }: Ground) {
  const { db } = database;
  const tail = await createTail(logReader(db), WINDOW_LIMITS);
  const readPresence = createPresenceReader(db, config.HEARTBEAT_TIMEOUT_MS);
  const presence = await createPresenceWatch(readPresence);
  const reads = createReadsLane((userIds, seconds) => findMovedReads(db, userIds, seconds));
  const typing = createPassingLane<DataOf<'typing'>>('typing');
  const receipts = createPassingLane<DataOf<'receipt.updated'>>('receipt.updated');
  const metrics = createMetrics({
    streams: () => streams.size,
    delivered: () => streams.delivered,
    isDatabaseUp: () => watch.isUp,
    online: () => presence.current.online,
    pool: () => database.poolSize(),
  });
  const streams = new Streams({
    version,
    tail,
    presence,
    lanes: [createPresenceLane(presence), reads, receipts, typing],
    history: createHistory(db, tail.onSupersede),
    channelsAt: createChannelsAt(db),
    findEnded: (credentials) => findEnded(db, credentials),
    streamsPerCredential: config.STREAMS_PER_CREDENTIAL,
    pingIntervalMs: config.PING_INTERVAL_MS,
    onResumed: (seconds) => metrics.resumes.observe(seconds),
    onFarewell: (credential, last) => logFarewell(log, credential, last),
    onFault,
  });
  return {
    tail,
    presence,
    readPresence,
    people: openPeople(db, tail),
    reads,
    receipts,
    typing,
    metrics,
    streams,
  };
}

/** Acts on each notice of the database. @returns how to stop */
function heedNotices(
  { database, writer, onFault }: Ground,
  { tail, presence, people, reads, receipts, typing, streams }: Live,
  authenticator: Authenticator,
  index: KeepIndexed,
): Promise<() => Promise<void>> {
  const own = (work: Promise<unknown>) => void work.catch(onFault);
  const readPresenceSoon = gathered(
    () => own(presence.refresh()),
    PRESENCE_EVERY_MS,
    PRESENCE_BURST,
  );
  const endDead = () => {
    authenticator.forget();
    own(streams.endDead());
  };
  function heed(notice: Notice): void {
    switch (notice.topic) {
      case 'log':
        // The poster hands on the events of this node's own posts, so the tail need not read them.
        if (notice.writer !== writer && notice.position > tail.position) own(tail.ring());
        return;
      case 'presence':
        readPresenceSoon();
        return;
      case 'people':
        people.forget();
        return;
      case 'credentials':
        endDead();
        return;
      case 'read':
        own(reads.ring(notice.userId));
        return;
      case 'search':
        index.ring();
        return;
      case 'receipt': {
        const { viewerIds, receipt } = notice;
        receipts.tell(receipt, (viewer) => viewerIds.includes(viewer.userId));
        return;
      }
      case 'typing': {
        const { homeId, channelId, userId } = notice;
        typing.tell(
          { channelId, userId },
          (viewer) => viewer.userId !== userId && viewer.channels.has(homeId),
        );
        return;
      }
      case 'gap':
        // The database may have been restored meanwhile, and its log may be another one.
        own(establishIdentity(database).then(() => tail.refresh()));
        own(presence.refresh());
        own(reads.ring(undefined));
        people.forget();
        endDead();
        return;
      default:
        assertNever(notice);
    }
  }
  return database.listen((text) => {
    const notice = parseNotice(text);
    if (notice !== undefined) heed(notice);
  });
}

/** Fills the index of what messages say. Its faults are no faults of the database. */
function openIndex({ database, log, onFault }: Ground, { tail, metrics }: Live): KeepIndexed {
  const pace = database.kind === 'postgresql' ? BESIDE : WITHIN;
  const onOwnFault = (error: unknown) => {
    const isOwn = isDamaged(error) || isStatementTimeout(error) || !isDatabaseUnavailable(error);
    if (isOwn)
      log.warn({ err: error }, 'new messages are not indexed for the search; will try again');
    else onFault(error);
  };
  const index = keepIndexed(database.db, log, pace, {
    readPosition: () => tail.position,
    onBatch: (seconds) => metrics.indexBatches.observe(seconds),
    onFault: onOwnFault,
  });
  tail.onAppend(() => index.ring());
  index.ring();
  return index;
}

function startTimers(
  { config, database, watch, log, storage, onFault }: Ground,
  { tail, presence, streams }: Live,
  index: KeepIndexed,
): (() => Promise<void>)[] {
  const keepHouseNow = () => keepHouse(database, config.EVENT_RETENTION_DAYS);
  const poll = async () => {
    await Promise.all([tail.refresh(), presence.refresh(), streams.endDead()]);
  };
  const sweepFilesNow = () => sweepFiles(database.db, storage);
  const deleteOldFilesNow = async () => {
    const days = config.FILES_RETENTION_DAYS;
    const files = days > 0 ? await deleteOldFiles(database.db, days, keepsTexts(config)) : 0;
    if (files > 0) log.info({ files, days }, 'files older than FILES_RETENTION_DAYS are deleted');
  };
  keepHouseNow().catch(onFault);
  sweepFilesNow().catch(onFault);
  deleteOldFilesNow().catch(onFault);
  const tickMs = Math.min(BEAT_INTERVAL_MS, config.PING_INTERVAL_MS / 2);
  const timers = [
    every(BEAT_INTERVAL_MS, keepTime(database, watch, log), onFault),
    every(BEAT_INTERVAL_MS, watchHandles(log), onFault),
    every(tickMs, () => streams.tick(), onFault),
    every(POLL_INTERVAL_MS, poll, onFault),
    // Another node may have died with a batch, or the index may be made anew.
    every(POLL_INTERVAL_MS, index.ring, onFault),
    every(HOUSEKEEPING_INTERVAL_MS, keepHouseNow, onFault),
    every(HOUSEKEEPING_INTERVAL_MS, deleteOldFilesNow, onFault),
    every(FILES_INTERVAL_MS, sweepFilesNow, onFault),
  ];
  if (database.kind === 'postgresql') return timers;
  return [...timers, every(SPACE_INTERVAL_MS, keepSpace(database, config.DATA_DIR, log), onFault)];
}

/** The lists of people that are the same for all who may see them. */
function openPeople(db: Kysely<Tables>, tail: Tail) {
  const isOfUsers = ({ type }: Entry) => type.startsWith('user.');
  const users = createSharedLists(tail, {
    read: async () => ({ users: await listUsers(db) }),
    isAbout: isOfUsers,
    until: (list) => nextEnd(list.users),
    most: 1,
  });
  const members = createSharedLists(tail, {
    read: async (channelId) => ({ members: await listMembers(db, channelId) }),
    isAbout: (event, channelId) => isOfUsers(event) || isOfMembers(event, channelId),
    until: (list) => nextEnd(list.members),
    most: MOST_MEMBER_LISTS,
  });
  return {
    users: () => users.get(''),
    members: (channelId: string) => members.get(channelId),
    forget() {
      users.forget();
      members.forget();
    },
  };
}

const isOfMembers = ({ type, channelId }: Entry, of: string) =>
  channelId === of && isOfMembership(type);

function openApp(
  { config, log, passwords, database, storage, secret, version, writer, onFault }: Ground,
  { tail, people, readPresence, metrics, streams }: Live,
  heartbeats: Heartbeats,
  authenticator: Authenticator,
) {
  const { db } = database;
  const heartbeat = heartbeatTimes(config);
  const checkChange = createRate(
    config.CHANGE_RATE_LIMIT,
    CHANGE_BURST_SECONDS,
    `Change at most ${config.CHANGE_RATE_LIMIT} things a second; nothing of this one was kept.`,
    'changes',
  );
  const ringTail = () => void tail.ring().catch(onFault);
  return createApp({
    db,
    passwords,
    throttle: createThrottle(db),
    admission: {
      stranger: createAdmission(),
      familiar: createAdmission(),
      proved: createAdmission(),
      lookUp: createAdmission(),
      deviceToken: createAdmission(),
    },
    familiar: createFamiliar(),
    brake: createBrake(),
    inTurn: createInTurn(),
    secret,
    deviceScope: config.DEVICE_SCOPE,
    enrolment: config.DEVICE_ENROLMENT,
    oneUserPerAddress: config.ONE_USER_PER_ADDRESS,
    authenticated: authenticate(authenticator, authenticator.find, checkChange),
    unmetered: authenticate(authenticator, authenticator.find),
    recalled: authenticate(authenticator, authenticator.recall),
    heartbeats,
    heartbeat,
    readCursor: singleFlight(async () => {
      const { epoch, position } = await readHead(db);
      return formatCursor(epoch, position);
    }),
    listFollowed: (userId) => listFollowed(db, userId),
    listUsers: people.users,
    listMembers: people.members,
    post: createPoster({
      db,
      writer,
      startsAtOnce: database.kind === 'postgresql',
      onCommit(events) {
        metrics.commits.observe(events.length);
        if (!tail.offer(events)) ringTail();
      },
      onDoubt: ringTail,
    }),
    storage,
    drawThumbnail: createThumbnailer((error) =>
      log.info({ err: error }, 'a picture has no thumbnail: it could not be drawn'),
    ),
    mostBytes: config.MAX_FILE_BYTES,
    quotaBytes: config.FILES_QUOTA_BYTES,
    onFault,
    keepsTexts: keepsTexts(config),
    signTyping: createSignTyping(db),
    isThread: createIsThread(db),
    postReply: (actor, reply) => postReply(db, actor, reply),
    checkRate: createRate(
      config.POST_RATE_LIMIT,
      POST_BURST_SECONDS,
      `Post at most ${config.POST_RATE_LIMIT} messages a second; nothing of this one was kept.`,
      'posts',
    ),
    isEnded: async (credential) => (await findEnded(db, [credential])).size > 0,
    streams,
    findSession: async (credential) =>
      credential.kind === 'session' ? getOwnSession(db, heartbeat, credential) : undefined,
    log,
    metrics,
    version,
    page: readPage(PAGE_FOLDER),
    trustedProxies: config.TRUSTED_PROXIES,
    opsAccess: config.OPS_ACCESS,
    webClient: config.WEB_CLIENT,
    readPresence,
    checkReady: createReadiness(db, READY_TIMEOUT_MS),
    readDiagnostics: createDiagnostics(
      database,
      version,
      {
        webClient: config.WEB_CLIENT,
        trustedProxies: rangesOf(config.TRUSTED_PROXIES),
        oneUserPerAddress: config.ONE_USER_PER_ADDRESS !== 'off',
        heartbeat,
        pingIntervalMs: config.PING_INTERVAL_MS,
        mostFileBytes: config.MAX_FILE_BYTES,
      },
      config.FILES_S3_BUCKET === undefined ? folderOf(config) : undefined,
    ),
  });
}
