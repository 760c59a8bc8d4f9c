import { execFileSync } from 'node:child_process';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { connect } from '../../../db/connect.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { type Api, addUser, connectTo, generalOf, signIn } from '../../support/api.ts';
import { newApiToken, post } from '../../support/posting.ts';
import { ADMIN } from '../../support/server.ts';
import { fillForSearch } from '../load/fill-for-search.ts';
import { random, type Texts } from '../load/texts.ts';
import { percentile } from '../statistics.ts';
import type { RunningSystem, System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Figure, Workload } from './workload.ts';

const INDEX_TIMEOUT_MS = 3 * 60 * 60 * 1000;
const POST_EVERY_MS = 100;
/** How often each class is asked for by plain SQL, which takes a second a query. */
const PLAIN_QUERIES = 3;

interface Options {
  systems: readonly System[];
  messages: number;
  channels: number;
  /** Queries of each class and searcher. */
  queries: number;
}

/** What is searched for, and in which share of the messages it is, about. */
const CLASSES = {
  'a rare word': (texts: Texts, next: Next) => texts.word(8_000 + upTo(next, 4_000)),
  'a common word': (texts: Texts, next: Next) => texts.word(50 + upTo(next, 100)),
  'a stop word': (texts: Texts, next: Next) => texts.word(upTo(next, 10)),
  'two words': (texts: Texts, next: Next) =>
    `${texts.word(60 + upTo(next, 100))} ${texts.word(200 + upTo(next, 1_000))}`,
  'a phrase': (texts: Texts, next: Next) =>
    `"${texts.word(upTo(next, 20))} ${texts.word(upTo(next, 40))}"`,
  'a beginning of one letter': (texts: Texts, next: Next) =>
    texts.word(500 + upTo(next, 5_000)).slice(0, 1),
  'a beginning of three letters': (texts: Texts, next: Next) =>
    texts.word(500 + upTo(next, 5_000)).slice(0, 3),
  'an identifier': (_: Texts, next: Next) =>
    [`#${upTo(next, 10_000)}`, `10.0.${upTo(next, 256)}`, `file-${upTo(next, 10_000)}.ts`][
      upTo(next, 3)
    ] ?? '',
  'filters alone': (_: Texts, next: Next) =>
    ['from:me', 'has:link', 'in:"room 25" has:link', 'before:2026-01-01', 'is:thread'][
      upTo(next, 5)
    ] ?? '',
  'hostile input': (_: Texts, next: Next) =>
    [
      '-a -e -i -o',
      "%' or '1'='1",
      '(((&|!<->',
      'a b c d e f g h i j',
      'é'.repeat(400),
      '"de la le et"',
    ][upTo(next, 6)] ?? '',
} as const;
type Next = () => number;
const upTo = (next: Next, most: number) => Math.floor(next() * most);

/** Of each class and searcher, each with nothing in the cache. */
const COLD_QUERIES = 10;
const DROP_CACHES = '/proc/sys/vm/drop_caches';

const PLAIN = ['a rare word', 'a common word', 'two words'] as const;
const SEARCHERS = { 'in 20 channels': 20, 'in 300 channels': 300 };

/**
 * Searches of each kind by two searchers while others post, for the first time, again, and with nothing
 * in the machine's cache of files; beside plain SQL on the same rows.
 */
export function search({ systems, messages, channels, queries }: Options): Workload {
  return {
    name: `search among ${messages} messages`,
    systems,
    connections: 0,
    rounds: 1,
    figures,
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running) => {
        const { texts, tokens, api, general } = await prepare(running, messages, channels);
        const measured: Record<string, number> = {};
        measured['messages indexed a second'] = await awaitIndex(api, tokens[0] ?? '', messages);
        const posting = keepPosting(api, tokens[0] ?? '', general);
        for (const [name, make] of Object.entries(CLASSES)) {
          const [first, again]: [number[], number[]] = [[], []];
          for (const token of tokens) {
            const next = random(name.length);
            const asked = Array.from({ length: queries }, () => make(texts, next));
            for (const q of asked) first.push(await ask(api, token, q));
            for (const q of asked) again.push(await ask(api, token, q));
          }
          measured[`${name}, first time, p95`] = percentile(first, 0.95);
          for (const share of [0.5, 0.95, 0.99]) {
            measured[`${name}, p${share * 100}`] = percentile(again, share);
          }
        }
        const posts = await posting.stop();
        if (canDropCaches()) Object.assign(measured, await measureCold(api, tokens, texts));
        measured['a post meanwhile, p99'] = percentile(posts, 0.99);
        measured['a post meanwhile, longest'] = Math.max(...posts);
        const database = running.page?.database ?? {};
        if (database['DATABASE_URL'] !== undefined) {
          Object.assign(measured, await measurePlain(database, texts));
        }
        return measured;
      }),
  };
}

const ms = (name: string): Figure => ({ name, unit: 'ms', better: 'less' });
const figures: Figure[] = [
  { name: 'messages indexed a second', unit: '', better: 'more' },
  ...Object.keys(CLASSES).flatMap((name) =>
    ['p50', 'p95', 'p99', 'first time, p95', 'cold, p95'].map((what) => ms(`${name}, ${what}`)),
  ),
  ms('a post meanwhile, p99'),
  ms('a post meanwhile, longest'),
  ...PLAIN.flatMap((name) => [ms(`${name}, ILIKE`), ms(`${name}, tsvector and join`)]),
];

async function prepare(running: RunningSystem, messages: number, channels: number) {
  const { url, database } = running.page ?? {};
  if (url === undefined || database === undefined) throw new Error('there is nothing to search');
  const api = connectTo(url);
  const admin = await signIn(api, ADMIN);
  const general = await generalOf(api, admin.token);
  const tokens: string[] = [];
  const searchers: { id: string; channels: number }[] = [];
  for (const count of Object.values(SEARCHERS)) {
    const user = await addUser(api, admin.token, `searcher${count}`);
    const { token } = await signIn(api, user);
    tokens.push(await newApiToken(api, token));
    searchers.push({ id: user.id, channels: count });
  }
  await running.halt();
  const texts = await fillForSearch(database, { messages, channels, searchers });
  await running.begin();
  return { texts, tokens, api, general };
}

/** @returns messages a second */
async function awaitIndex(api: Api, token: string, messages: number): Promise<number> {
  const from = performance.now();
  const isIndexed = async () => (await api.get('/search?q=', token)).body.isIndexed === true;
  while (!(await isIndexed())) {
    if (performance.now() - from > INDEX_TIMEOUT_MS) throw new Error('the index is not made');
    await delay(500);
  }
  return (messages / (performance.now() - from)) * 1000;
}

/** @returns how long it took, in milliseconds */
async function ask(api: Api, token: string, q: string): Promise<number> {
  const from = performance.now();
  const { status, body } = await api.get(`/search?q=${encodeURIComponent(q)}`, token);
  if (status !== 200) throw new Error(`${q}: ${status} ${JSON.stringify(body)}`);
  return performance.now() - from;
}

/** Whoever is root can empty Linux's cache of files; PostgreSQL keeps what is in its own. */
function canDropCaches(): boolean {
  try {
    accessSync(DROP_CACHES, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Each class with words of its own, and with the cache empty before each query. */
async function measureCold(
  api: Api,
  tokens: readonly string[],
  texts: Texts,
): Promise<Record<string, number>> {
  const measured: Record<string, number> = {};
  for (const [name, make] of Object.entries(CLASSES)) {
    const taken: number[] = [];
    for (const token of tokens) {
      const next = random(1_000 + name.length);
      for (let n = 0; n < COLD_QUERIES; n += 1) {
        // What is not written yet stays in the cache.
        execFileSync('sync');
        writeFileSync(DROP_CACHES, '1');
        taken.push(await ask(api, token, make(texts, next)));
      }
    }
    measured[`${name}, cold, p95`] = percentile(taken, 0.95);
  }
  return measured;
}

function keepPosting(api: Api, token: string, channelId: string) {
  const taken: number[] = [];
  let isOver = false;
  const posting = (async () => {
    while (!isOver) {
      const from = performance.now();
      await post(api, token, channelId, 'something new while others search');
      taken.push(performance.now() - from);
      await delay(POST_EVERY_MS);
    }
  })();
  return {
    async stop(): Promise<number[]> {
      isOver = true;
      await posting;
      return taken;
    },
  };
}

/** What one would write first: no index at all, and a vector of each message with an index. */
async function measurePlain(
  env: Readonly<Record<string, string>>,
  texts: Texts,
): Promise<Record<string, number>> {
  const { db, close } = await connect({
    databaseUrl: env['DATABASE_URL'],
    dataDir: '',
    timeoutMs: 30 * 60 * 1000,
    onFault: () => undefined,
  });
  await sql`create table plain as
    select id, to_tsvector('french', body) as words from messages where body is not null`.execute(
    db,
  );
  await sql`create index plain_words on plain using gin (words)`.execute(db);
  await sql`analyze plain`.execute(db);
  const measured: Record<string, number> = {};
  for (const name of PLAIN) {
    const next = random(name.length);
    const asked = Array.from({ length: PLAIN_QUERIES }, () => CLASSES[name](texts, next));
    measured[`${name}, ILIKE`] = await median(asked, (q) =>
      plainSearch(
        db,
        q.split(' ').map((word) => sql`and m.body ilike ${`%${word}%`}`),
      ),
    );
    measured[`${name}, tsvector and join`] = await median(asked, (q) =>
      plainSearch(db, [sql`and p.words @@ plainto_tsquery('french', ${q})`], true),
    );
  }
  await close();
  return measured;
}

async function median(asked: readonly string[], find: (q: string) => Promise<unknown>) {
  const taken: number[] = [];
  for (const q of asked) {
    const from = performance.now();
    await find(q);
    taken.push(performance.now() - from);
  }
  return percentile(taken, 0.5);
}

const plainSearch = (
  db: Kysely<Tables>,
  conditions: readonly ReturnType<typeof sql>[],
  withVector = false,
) =>
  sql`
  select m.id, m.body from messages m
    join memberships s on s.channel_id = m.channel_id and s.left_position is null
    join users u on u.id = s.user_id and u.username = 'searcher20'
    ${withVector ? sql`join plain p on p.id = m.id` : sql``}
  where m.deleted_at is null ${sql.join(conditions, sql` `)}
  order by m.created_at desc limit 20`.execute(db);
