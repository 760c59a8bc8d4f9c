import { execute } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { COMMIT_MS, setCommitTime } from '../world.ts';
import { fault, type Stage } from './fault.ts';

const MEBIBYTE = 2 ** 20;
/** PostgreSQL keeps files of its log in reserve, which have to be used up first. */
const FULL_WITHIN_MS = 15_000;

/** Each among posts that follow on one another, while one of them is nearly always being committed. */
const CRASHES = 3;
const POSTS_BEFORE_CRASH = 20;
const SLOW_COMMIT_MS = 80;
const POSTED_WITHIN_MS = 30_000;

/** What can happen to PostgreSQL. */
export const databaseFaults = {
  'crash-database': fault({
    touches: 'database',
    stopsTime: true,
    holdMs: [0, 5_000],
    async inject({ world: { cluster }, conditions, posts }) {
      await setCommitTime(cluster.url, SLOW_COMMIT_MS);
      conditions.isRush = true;
      for (let crash = 1; ; crash += 1) {
        const before = posts.length;
        await until(() => posts.length > before + POSTS_BEFORE_CRASH, POSTED_WITHIN_MS);
        await cluster.stop('immediate');
        if (crash === CRASHES) break;
        await cluster.start();
      }
      conditions.isRush = false;
      return {
        detail: `${CRASHES} times among posts`,
        async lift() {
          await cluster.start();
          await setCommitTime(cluster.url, COMMIT_MS);
        },
      };
    },
  }),
  'restart-database': fault({
    touches: 'database',
    stopsTime: true,
    holdMs: [0, 5_000],
    async inject({ world: { cluster } }) {
      await cluster.stop('fast');
      return { detail: 'as an administrator does', lift: () => cluster.start() };
    },
  }),
  'pause-database': fault({
    touches: 'database',
    stopsTime: true,
    holdMs: [500, 9_000],
    async inject({ world }) {
      world.cluster.signal('SIGSTOP');
      return { detail: 'all of its processes', lift: () => world.cluster.signal('SIGCONT') };
    },
  }),
  'cut-database': fault({
    touches: 'database',
    stopsTime: true,
    holdMs: [0, 500],
    async inject({ world }, random) {
      const times = Math.ceil(random.between(0, 3));
      for (let time = 0; time < times; time += 1) await cutConnections(world);
      return { detail: `${times} times`, lift: () => undefined };
    },
  }),
  'fill-disk': fault({
    touches: 'database',
    stopsTime: true,
    holdMs: [500, 4_000],
    whyNot: ({ disk }) => (disk === undefined ? 'mounting is not allowed here' : undefined),
    async inject({ world }) {
      world.disk?.fill(MEBIBYTE);
      const isFull = await until(() => cannotWrite(world), FULL_WITHIN_MS).then(
        () => true,
        () => false,
      );
      return {
        detail: isFull ? 'until nothing could be written' : 'but what was in reserve lasted',
        async lift() {
          world.disk?.empty();
          // Where it could not go on it ends, now or soon; its service manager starts it again.
          await until(async () => {
            await world.cluster.startAgain();
            return answers(world);
          }, FULL_WITHIN_MS);
        },
      };
    },
  }),
};

async function cutConnections({ cluster, databaseUrl }: Stage['world']): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await execute(
    cluster.url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = '${name}' and pid <> pg_backend_pid()`,
  );
}

async function answers({ cluster }: Stage['world']): Promise<boolean> {
  return execute(cluster.url, 'select 1').then(
    () => true,
    () => false,
  );
}

/** Uses up a file of the log, and says whether that was no longer possible. */
async function cannotWrite({ cluster }: Stage['world']): Promise<boolean> {
  return execute(
    cluster.url,
    'select pg_switch_wal(); create table full_disk (); drop table full_disk',
  ).then(
    () => false,
    () => true,
  );
}
