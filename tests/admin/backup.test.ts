import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { checkBackup } from '../../api/admin/backup/check.ts';
import { findContents } from '../../api/admin/backup/contents.ts';
import { dump } from '../../api/admin/backup/dump.ts';
import {
  createDigest,
  isTableEnd,
  type TableEnd,
  tableEndSchema,
} from '../../api/admin/backup/format.ts';
import { type Restored, restore } from '../../api/admin/backup/restore.ts';
import { writeWholeFile } from '../../api/admin/whole-file.ts';
import { holdRemoval } from '../../api/files/sweep.ts';
import { listUsers } from '../../api/users/users.ts';
import type { Database } from '../../db/database.ts';
import { findPending, migrate } from '../../db/migrate.ts';
import { migrations } from '../../db/migrations/migrations.ts';
import { attempt, signInRemembered } from '../auth/attempts.ts';
import { addPerson, generalOf, type Person, signIn } from '../support/api.ts';
import { history, say, upTo } from '../support/chat.ts';
import { type Outcome, workspace, workspaceDoes } from '../support/command.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { makeKey, proved } from '../support/device-keys.ts';
import { uploaded } from '../support/files.ts';
import { createDatabase, execute } from '../support/postgres.ts';
import { newApiToken, post } from '../support/posting.ts';
import { isLong, isSpared, rounds } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { mayMount, mountSmallDisk } from '../support/small-disk.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

/** Who is connected, and what means nothing elsewhere. */
/** Made anew by the server, behind the commits. */
const INDEX = ['search_entries', 'search_state'];
const LEFT_OUT = [
  'ended_sessions',
  'file_removal',
  'files_to_remove',
  'lease_clock',
  'login_throttle',
  'sessions',
];

let folder: string;
let file: string;
/** With a row of every table, once a test has made it. */
let everyTable: string;
/** What was backed up while it was written to. */
let original: TestServer;
let admin: Person;
let token: string;
/** Where it was restored to. */
let elsewhere: TestDatabase;
let backedUp: string;
/** `seq` of those that were acknowledged before the backup began. */
let acknowledged: number[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-backups-'));
  file = path.join(folder, 'a.backup');
  everyTable = path.join(folder, 'every-table.backup');
  original = await startServer();
  admin = await signIn(original, ADMIN);
  token = await newApiToken(original, admin.token);
  const general = await generalOf(original, token);
  const first = await say(original, admin, general, 'the first');
  await say(original, admin, general, 'a reply: “ÿ\u2028”', { replyToId: first.id });

  acknowledged = [first.seq, first.seq + 1];
  const seqs: number[] = [];
  let isOver = false;
  const posted = Promise.all(
    upTo(rounds(2, 8)).map(async (poster) => {
      // On and on until the backup reads, and then some more, which it must not hold.
      for (let more = 50; more > 0 && !isOver; more -= readdirSync(folder).length) {
        seqs.push((await post(original, token, general, `poster ${poster}, ${more} to go`)).seq);
      }
    }),
  );
  const backingUp = until(() => seqs.length > rounds(60, 200), 30_000).then(() => {
    acknowledged.push(...seqs);
    return workspaceDoes(original.database.env, ['backup', file]);
  });
  const results = await Promise.all([
    backingUp.finally(() => {
      isOver = true;
    }),
    posted,
  ]);
  backedUp = results[0];

  elsewhere = await newDatabase('nothing');
  await workspaceDoes(elsewhere.env, ['restore', file]);
}, 120_000);
afterAll(async () => {
  await original.stop();
  await elsewhere.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function onDatabase<Out>(
  database: TestDatabase,
  task: (database: Database) => Promise<Out>,
): Promise<Out> {
  const connection = await connectToTest(database);
  return task(connection).finally(() => connection.close());
}

async function restoreInto(database: Database, from: string): Promise<Restored> {
  return restore(database, await checkBackup(from), () => undefined);
}

test('a backup tells what is in it, is its owner’s alone, and leaves nothing beside it', () => {
  expect(backedUp).toMatch(/ [\d,]+ messages in 1 channel of 1 user; verified\n/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['a.backup']);
  const { env } = original.database;
  if (!('DATA_DIR' in env)) return;
  expect(backedUp).toMatch(/stood still for \d+ ms/);
  expect(readdirSync(env.DATA_DIR).sort()).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^snapshot/)]),
  );
});

test('what was written under load is restored whole, and its cursors of before are reset', async () => {
  const lost = (await original.get('/channels', token)).body.cursor;
  const restored = await startServer({}, elsewhere);
  // Nobody's seat came back.
  expect((await restored.get('/users/me', admin.token)).status).toBe(401);
  expect((await restored.get('/users/me', token)).status).toBe(200);
  const person = { ...admin, token };
  const general = await generalOf(restored, token);
  const messages = await history(restored, person, general);
  const seqs = messages.map(({ seq }) => seq);
  expect(seqs).toEqual(upTo(seqs.length));
  expect(seqs).toEqual(expect.arrayContaining(acknowledged));
  const all = await history(original, person, general);
  expect(all.length).toBeGreaterThan(seqs.length);
  expect(messages).toEqual(all.slice(0, seqs.length));
  expect(messages[1]?.replyToId).toBe(messages[0]?.id);

  const future = await restored.follow(token, lost);
  expect((await future.next('reset')).data).toEqual({ reason: 'unknown-cursor' });
  const afresh = (await restored.get('/channels', token)).body.cursor;
  expect(future.cursor()).toBe(afresh);
  expect(afresh.split('-')[0]).not.toBe(lost.split('-')[0]);
  const { seq } = await post(restored, token, general, 'life goes on');
  expect(seq).toBe(seqs.length + 1);
  await future.next('message.created', ({ body }) => body === 'life goes on');
  future.abort();
  await signIn(restored, ADMIN);
  await restored.stop();
});

test('the restored log has no hole, and tells of every message once', async () => {
  const { events, head, seqs } = await onDatabase(elsewhere, async ({ db }) => ({
    events: await db
      .selectFrom('eventLog')
      .select(['position', 'type', 'data'])
      .orderBy('position')
      .execute(),
    head: await db.selectFrom('eventLogHead').selectAll().executeTakeFirstOrThrow(),
    seqs: await db.selectFrom('messages').select('seq').orderBy('seq').execute(),
  }));
  expect(events.map(({ position }) => position)).toEqual(upTo(head.position));
  const told = events
    .filter(({ type }) => type === 'message.created')
    .map(({ data }) => JSON.parse(data).seq);
  expect(told).toEqual(seqs.map(({ seq }) => seq));
});

test('every row of every table comes back, except of those that are left out on purpose', async () => {
  const [source, target] = await Promise.all([newDatabase('nothing'), newDatabase('nothing')]);
  await fillEveryTable(source);
  const there = await onDatabase(source, async (database) => {
    await holdRemoval(database.db);
    await writeWholeFile(everyTable, dump(database), { compress: true });
    return rowsByTable(database);
  });
  // A table that has been added since needs a row in fillEveryTable().
  const empty = [...there].filter(([, rows]) => rows.length === 0).map(([table]) => table);
  expect(empty.filter((table) => !INDEX.includes(table))).toEqual([]);
  const back = await onDatabase(target, async (database) => {
    await restoreInto(database, everyTable);
    return rowsByTable(database);
  });
  expect(back.get('search_entries')).toEqual([]);
  expect(back.get('search_state')?.[0]).toContain('"is_backfilled": false');
  for (const [table, rows] of there) {
    if (INDEX.includes(table)) continue;
    if (LEFT_OUT.includes(table)) expect(back.get(table), table).not.toEqual(rows);
    else expect(back.get(table), table).toEqual(rows);
  }
  await Promise.all([source.remove(), target.remove()]);
});

test.skipIf(isSpared())(
  'a backup that lacks something, or comes back otherwise, is refused though its digests fit',
  async () => {
    const target = await newDatabase('nothing');
    await onDatabase(target, async (database) => {
      const refused = async (change: (table: BackedUpTable) => string[], message: RegExp) => {
        const changed = path.join(folder, 'changed.backup');
        rewrite(everyTable, changed, change);
        await expect(restoreInto(database, changed)).rejects.toThrow(message);
        expect(await database.db.introspection.getTables()).toEqual([]);
      };
      await refused(
        ({ name, lines }) => (name === 'mentions' ? [] : lines),
        /lacks user_id, channel_id, seq of the table mentions; use another one/,
      );
      await refused(
        ({ name, lines }) =>
          name === 'channels' ? lines.map((line) => line.replace(/,"topic"(:"")?/, '')) : lines,
        /lacks topic of the table channels; use another one/,
      );
      await refused(
        ({ name, lines: [table = '', row = '', ...rest] }) =>
          name === 'users' ? [table, row.replace(':', ': '), ...rest] : [table, row, ...rest],
        /what was restored of users is not what the backup holds .*; nothing was kept/,
      );
    });
    await target.remove();
  },
);

test.skipIf(isSpared())(
  'a backup holds each column of its tables, and reads them by a key of their own',
  async () => {
    await onDatabase(elsewhere, async ({ db }) => {
      const tables = await db.introspection.getTables();
      for (const { table, columns, key } of await findContents(db)) {
        const real = tables.find(({ name }) => name === table)?.columns ?? [];
        expect(columns).toEqual(real.map(({ name }) => name));
        const { rows } = await sql<{ columns: string[] }>`
        select array(select attname::text from pg_attribute
          where attrelid = indrelid and attnum = any (indkey) order by attname) as columns
        from pg_index where indrelid = ${sql.lit(table)}::regclass and indisunique
          and indpred is null`.execute(db);
        expect(rows.map((index) => index.columns)).toContainEqual([...key].sort());
      }
    });
  },
);

test.skipIf(isSpared())('a database with users in it is left as it is', async () => {
  const { code, stderr } = await workspace(elsewhere.env, ['restore', file]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/has users in it.*DATABASE_URL/);
});

test.skipIf(isSpared())(
  'what is no backup, and where none can be, is refused in one line',
  async () => {
    const { env } = elsewhere;
    const refused = async (args: string[], line: RegExp) => {
      const { code, stdout, stderr } = await workspace(env, args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(line);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    };
    await Promise.all([
      refused(['backup', folder], /is a folder; name a file in it/),
      refused(
        ['backup', `${folder}/missing/x`],
        /missing\/x cannot be written .*correct its folder/,
      ),
      refused(['backup', `${file}/x`], /a\.backup\/x cannot be written/),
      refused(['restore', folder], /is a folder; name a file in it/),
      refused(['restore', `${file}/x`], /there is no file .*a\.backup\/x/),
      refused(['restore', path.resolve('package.json')], /is damaged or no backup/),
    ]);
  },
);

test.skipIf(!mayMount())(
  'on a disk that is full no backup is begun, and none is finished',
  async () => {
    const disk = mountSmallDisk(80);
    try {
      const target = path.join(disk.folder, 'x.backup');
      disk.fill(2 ** 20);
      const { code, stderr } = await workspace(elsewhere.env, ['backup', target]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^workspace: the disk of .*\n$/)]);
      disk.empty();
      async function* lines() {
        yield 'x'.repeat(2 ** 17);
        disk.fill(2 ** 20);
        yield 'x'.repeat(2 ** 17);
      }
      await expect(writeWholeFile(target, lines())).rejects.toThrow(/has \d MiB left and 64 MiB/);
      expect(readdirSync(disk.folder)).toEqual(['filler']);
    } finally {
      disk.unmount();
    }
  },
);

test.skipIf(isSpared())('a damaged backup is refused, and the database stays empty', async () => {
  const whole = readFileSync(file);
  const damaged = path.join(folder, 'damaged.backup');
  const flipped = Buffer.from(whole);
  const middle = Math.floor(whole.length / 2);
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 4, middle);
  const target = await newDatabase('nothing');
  await onDatabase(target, async (database) => {
    for (const bytes of [flipped, whole.subarray(0, middle), Buffer.concat([whole, whole])]) {
      writeFileSync(damaged, bytes);
      await expect(restoreInto(database, damaged)).rejects.toThrow(/is damaged/);
    }
    expect(await database.db.introspection.getTables()).toEqual([]);
    await restoreInto(database, file);
  });
  await target.remove();

  const { code, stdout, stderr } = await workspace({}, ['backup', 'verify', damaged]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^workspace: .*is damaged.*use another one\n$/);
});

test.skipIf(!mayMount())('on a disk that is all but full nothing is restored', async () => {
  const disk = mountSmallDisk(2);
  const target = await newDatabase('nothing');
  try {
    writeFileSync(path.join(disk.folder, 'PG_VERSION'), '');
    await onDatabase(target, async (database) => {
      const embedded = {
        ...database,
        kind: 'embedded',
        findFolder: async () => disk.folder,
      } as const;
      await expect(restoreInto(embedded, file)).rejects.toThrow(
        /has \d MiB left .* free some space/,
      );
      expect(await database.db.introspection.getTables()).toEqual([]);
    });
  } finally {
    await target.remove();
    disk.unmount();
  }
});

describe.runIf(databaseKind() === 'postgresql')('on PostgreSQL', () => {
  test('a backup of an older version is restored and brought up to date', async () => {
    const old = path.join(folder, 'old.backup');
    const [oldest] = Object.entries(migrations);
    const [source, target] = await Promise.all([newDatabase('nothing'), newDatabase('nothing')]);
    await onDatabase(source, async (database) => {
      await migrate(database.db, Object.fromEntries([oldest ?? []]));
      await sql`insert into users (id, username, display_name, role, password_hash)
        values (gen_random_uuid(), 'old', 'Old', 'admin', '')`.execute(database.db);
      await writeWholeFile(old, dump(database), { compress: true });
    });
    await onDatabase(target, async (database) => {
      // As a newer server leaves it that nobody has come to.
      await migrate(database.db);
      await restoreInto(database, old);
      expect(await findPending(database.db)).toEqual([]);
      expect(await listUsers(database.db)).toMatchObject([{ username: 'old' }]);
    });
    await Promise.all([source.remove(), target.remove()]);
  });

  test('the database of another program is left as it is', async () => {
    const target = await newDatabase('nothing');
    await onDatabase(target, async (database) => {
      await sql`create table users (precious text)`.execute(database.db);
      await expect(restoreInto(database, file)).rejects.toThrow(/another program's.*table users/);
    });
    await target.remove();
  });

  test.each(isLong() ? ['SQL_ASCII', 'LATIN1'] : ['LATIN1'])(
    'nothing is restored into a database in %s',
    async (encoding) => {
      const { url, name, drop } = await createDatabase(inject('source'));
      await drop();
      await execute(
        inject('source'),
        `create database ${name} encoding '${encoding}' locale 'C' template template0`,
      );
      const outcome = await workspace({ DATABASE_URL: url }, ['restore', file]);
      expectRefused(
        outcome,
        new RegExp(`^workspace: the database "${name}" is encoded in ${encoding}, .*\n$`),
      );
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(
        `select relname from pg_class where relnamespace = 'public'::regnamespace`,
      );
      await client.end();
      expect(rows).toEqual([]);
      await drop();
    },
  );

  test.runIf(isLong())(
    'an embedded database moves to PostgreSQL, and stays where it was',
    async () => {
      const data = path.join(folder, 'data');
      const embedded: TestDatabase = { env: { DATA_DIR: data }, remove: async () => undefined };
      const key = 'ab'.repeat(16);
      const bytes = path.join(data, 'files', 'ab', key);
      const there = await onDatabase(embedded, async (database) => {
        await restoreInto(database, file);
        await sql`insert into files (id, storage_key, uploader_id, name, type, size, sha256)
          select gen_random_uuid(), ${key}, id, 'a.txt', 'text/plain', 4,
            encode(sha256('plan'), 'hex') from users limit 1`.execute(database.db);
        return tableEnds(database);
      });
      const { url, drop } = await createDatabase(inject('source'));
      const withPassword = new URL(url);
      withPassword.password = 'not-to-be-seen';
      const move = () => workspace({ DATA_DIR: data }, ['move', '--to', withPassword.href]);

      await onDatabase(embedded, async () => {
        expectRefused(await move(), /stop it/);
        // While the server runs, one learns what would stand in the way.
        expectRefused(
          await workspace({ DATA_DIR: data, ...elsewhere.env }, ['move']),
          /has users in it/,
        );
      });
      expectRefused(await move(), /the file .* is neither in .*data\/files nor in .*data\/files;/);
      mkdirSync(path.dirname(bytes), { recursive: true });
      writeFileSync(bytes, 'plan');
      const moved = await move();
      expect(moved).toMatchObject({ code: 0 });
      expect(moved.stdout).toContain(`The files of messages are in ${path.join(data, 'files')}.`);
      expect(moved.stdout + moved.stderr).not.toContain('not-to-be-seen');
      expectRefused(await move(), /has users in it/);

      const FILES_DIR = path.join(data, 'files');
      const target: TestDatabase = { env: { DATABASE_URL: url, FILES_DIR }, remove: drop };
      const here = await onDatabase(target, tableEnds);
      const butIdentity = ({ end }: { end: string }) => end !== 'server_identity';
      expect(here.filter(butIdentity)).toEqual(there.filter(butIdentity));
      await drop();
    },
    60_000,
  );
});

async function tableEnds(database: Database): Promise<TableEnd[]> {
  const ends: TableEnd[] = [];
  for await (const line of dump(database)) {
    if (isTableEnd(line)) ends.push(tableEndSchema.parse(JSON.parse(line)));
  }
  return ends;
}

function expectRefused({ code, stdout, stderr }: Outcome, line: RegExp): void {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(line);
}

async function fillEveryTable(database: TestDatabase): Promise<void> {
  const server = await startServer({ MESSAGE_HISTORY: 'on' }, database);
  const { token } = await signInRemembered(server, ADMIN, 'desk');
  await newApiToken(server, token);
  const ann = await addPerson(server, token);
  const general = await generalOf(server, token);
  const { id } = await say(server, ann, general, 'look here, @admin');
  await server.patch(`/messages/${id}`, { body: 'look there, @admin' }, ann.token);
  const { body: thread } = await server.put(`/messages/${id}/thread`, undefined, ann.token);
  await say(server, ann, thread.id, 'a reply');
  const [file, gone] = [await uploaded(server, ann, 'kept'), await uploaded(server, ann, 'gone')];
  await say(server, ann, general, 'a plan', { fileIds: [file.id] });
  await server.delete(`/files/${gone.id}`, ann.token);
  await server.put(`/messages/${id}/reactions/${encodeURIComponent('👍')}`, undefined, ann.token);
  await server.put(`/messages/${id}/saved`, undefined, ann.token);
  await server.put(`/messages/${id}/pin`, undefined, ann.token);
  await server.patch(`/channels/${general}/settings`, { isFavourite: true }, ann.token);
  await attempt(server, { ...ADMIN, password: 'a wrong one' }, 'desk');
  await server.delete('/session', ann.token);
  await attempt(server, ann, 'desk', { device: await proved(server, 'desk-of-ann', makeKey()) });
  await server.stop();
}

/** Each row as a line, except whose server it is: a restored database has another history. */
async function rowsByTable({ db }: Database): Promise<Map<string, string[]>> {
  const tables = new Map<string, string[]>();
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql<{ line: string }>`
      select (to_jsonb(t) - 'lineage')::text as line from ${sql.table(name)} t order by 1`.execute(
      db,
    );
    tables.set(
      name,
      rows.map(({ line }) => line),
    );
  }
  return tables;
}

/** The line that names a table, and those of its rows. */
interface BackedUpTable {
  name: string;
  lines: string[];
}

/** Writes a backup again with its tables changed, and with digests that fit. */
function rewrite(from: string, to: string, change: (table: BackedUpTable) => string[]): void {
  const [header = '', ...lines] = gunzipSync(readFileSync(from)).toString().trimEnd().split('\n');
  const written = [header];
  let table: string[] = [];
  for (const line of lines.slice(0, -1)) {
    if (isTableEnd(line)) {
      const { end } = tableEndSchema.parse(JSON.parse(line));
      const [first, ...rows] = change({ name: end, lines: table });
      table = [];
      if (first === undefined) continue;
      const last = JSON.stringify({ end, rows: rows.length, digest: digestOf(rows) });
      written.push(first, ...rows, last);
    } else {
      table.push(line);
    }
  }
  written.push(JSON.stringify({ complete: true, digest: digestOf(written) }));
  writeFileSync(to, gzipSync(written.map((line) => `${line}\n`).join('')));
}

function digestOf(lines: readonly string[]): string {
  const digest = createDigest();
  for (const line of lines) digest.add(line);
  return digest.hex();
}
