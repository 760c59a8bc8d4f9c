import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../api/config.ts';
import { createLog } from '../../api/ops/log.ts';
import { openDatabase } from '../../api/ops/open-database.ts';
import { explainDatabaseFault } from '../../db/explain.ts';
import { workspace } from '../support/command.ts';
import { databaseKind } from '../support/database.ts';
import {
  type Cluster,
  createCluster,
  createDatabase,
  execute,
  nobodyForRoot,
} from '../support/postgres.ts';
import { isLong } from '../support/rounds.ts';
import { spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const HBA = `
local all all trust
host all postgres 127.0.0.1/32 trust
host all shut_out 127.0.0.1/32 reject
host all all 127.0.0.1/32 scram-sha-256
`;
const PASSWORD = 'p@s/s:w#o%r?d';

describe.skipIf(databaseKind() === 'embedded')('a database that cannot be used', () => {
  let cluster: Cluster;
  let folder: string;
  let name: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'workspace-hba-'));
    const hba = path.join(folder, 'pg_hba.conf');
    writeFileSync(hba, HBA);
    const nobody = nobodyForRoot();
    if (nobody !== undefined) for (const at of [folder, hba]) chownSync(at, nobody, nobody);
    cluster = await createCluster(tmpdir(), { hba_file: hba });
    ({ name } = await createDatabase(cluster.url));
    for (const role of ['owner', 'stranger', 'shut_out', 'guest']) {
      await execute(cluster.url, `create role "${role}" login password '${PASSWORD}'`);
    }
    await execute(cluster.url, `alter database ${name} owner to owner`);
    await execute(cluster.url, `revoke connect on database ${name} from public`);
    await execute(cluster.url, `grant connect on database ${name} to stranger`);
    await execute(
      cluster.url,
      `create database latin encoding latin1 locale 'C' template template0`,
    );
    await execute(cluster.url, `create database hidden owner owner`);
    const hidden = new URL(cluster.url);
    hidden.pathname = '/hidden';
    await execute(hidden.href, 'revoke all on schema public from public');
    await execute(hidden.href, 'grant stranger to owner');
  });
  afterAll(async () => {
    await cluster.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  function urlFor(user: string, { password = PASSWORD, database = name } = {}): string {
    const url = new URL(cluster.url);
    return `postgres://${user}:${encodeURIComponent(password)}@${url.host}/${database}`;
  }

  /** The line that a start ends with, where waiting would not help. */
  async function refusalOf(DATABASE_URL: string): Promise<string> {
    const log = createLog('silent');
    const stopping = AbortSignal.timeout(10_000);
    const opened = openDatabase(readConfig({ DATABASE_URL }), log, stopping);
    return opened.then(
      async (database) => {
        await database?.close();
        return 'no refusal';
      },
      (error) => explainDatabaseFault(error) ?? `a fault of this program: ${error}`,
    );
  }

  test('is told of in one line, with what to do', async () => {
    const lines = await Promise.all(
      [
        urlFor('owner', { database: 'missing' }),
        urlFor('owner', { password: 'wrong' }),
        urlFor('nobody-here'),
        urlFor('guest'),
        urlFor('shut_out'),
        urlFor('stranger'),
        urlFor('stranger', { database: 'hidden' }),
        urlFor('postgres', { database: 'latin' }),
        cluster.url.replace('postgres@', 'owner@'),
      ].map(refusalOf),
    );
    const expected = [
      /there is no database "missing" .* createdb --owner owner --encoding UTF8 --template template0 missing$/,
      /does not take the password of "owner"; correct DATABASE_URL, in which @ is written %40/,
      /does not take the password of "nobody-here"/,
      /"guest" may not connect to the database .* GRANT CONNECT ON DATABASE/,
      /does not let "shut_out" in .* pg_hba\.conf/,
      /permission denied for schema public.* GRANT USAGE, CREATE ON SCHEMA public/,
      /no schema has been selected.* GRANT USAGE, CREATE ON SCHEMA public/,
      /"latin" is encoded in LATIN1.* createdb --owner \S+ --encoding UTF8 --template template0 NAME/,
      /asks for a password of "owner"/,
    ];
    for (const [index, line] of lines.entries()) {
      expect(line).toMatch(expected[index] ?? /^$/);
      expect(line).not.toContain('\n');
    }
  });

  const ENDS: [string, string, { database?: string }, RegExp][] = [
    ['without the right to connect', 'guest', {}, /GRANT CONNECT ON DATABASE/],
    ['in another encoding', 'postgres', { database: 'latin' }, /encoded in LATIN1/],
    ['without a right on its schema', 'stranger', {}, /GRANT USAGE, CREATE ON SCHEMA/],
    ['without a schema', 'stranger', { database: 'hidden' }, /GRANT USAGE, CREATE ON SCHEMA/],
  ];
  // What is said of each is tried above, without a server.
  test.each(isLong() ? ENDS : ENDS.slice(0, 2))(
    '%s ends a server in one line, and with 1',
    async (_how, user, where, what) => {
      const server = await spawnServer({ DATABASE_URL: urlFor(user, where) });
      expect(await server.exited).toBe(1);
      expect(server.output()).toMatch(new RegExp(`^Workspace cannot start: .*${what.source}.*\n$`));
      expect(server.output()).not.toContain(PASSWORD);
    },
  );

  test('with a right that is missing later is told of in one line', async () => {
    const url = urlFor('owner');
    expect(await refusalOf(url)).toBe('no refusal');
    const own = new URL(cluster.url);
    own.pathname = `/${name}`;
    await execute(own.href, 'reassign owned by owner to postgres');
    await execute(own.href, `grant connect on database ${name} to owner`);
    await execute(own.href, 'grant usage on schema public to owner');
    expect(await refusalOf(url)).toMatch(/lacks a right \(permission denied for table .*REASSIGN/);
    await execute(own.href, 'drop owned by owner');
  });

  test('is told of by the server and by commands alike, without a stack', async () => {
    const DATABASE_URL = urlFor('owner', { database: 'missing' });
    const [server, command] = await Promise.all([
      spawnServer({ DATABASE_URL }),
      workspace({ DATABASE_URL }, ['user', 'list']),
    ]);
    expect(await server.exited).toBe(1);
    const line = /there is no database "missing" .* createdb .*/;
    expect(server.output()).toMatch(new RegExp(`^Workspace cannot start: ${line.source}\n$`));
    expect(command.code).toBe(1);
    expect(command.stderr).toMatch(new RegExp(`^workspace: ${line.source}\n$`));
  });

  test('and is on a host that nobody knows is waited for, and said once', async () => {
    const lines: string[] = [];
    const stopping = new AbortController();
    const url = 'postgres://owner:secret@no-such-host.invalid/database';
    const log = createLog('info', { write: (line: string) => void lines.push(line) });
    const opened = openDatabase(readConfig({ DATABASE_URL: url }), log, stopping.signal);
    await until(() => lines.length > 0);
    stopping.abort();
    expect(await opened).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/does not answer; waiting for it.*no-such-host\.invalid:5432/);
    expect(lines[0]).not.toContain('secret');
  });
});

describe.skipIf(databaseKind() === 'embedded')('a password that is not percent-encoded', () => {
  const broken = [
    'postgres://user:pie/ce@host/database',
    'postgres://user:12/piece@host/database',
    'postgres://user:pie#ce@host/database',
    'postgres://user:12#piece@host/database',
    'postgres://user:pie?ce@host/database',
    'postgres://user:12?piece@host/database',
    'postgres://user:p@pie/ce@host/database',
    'postgres://user:%piece@host/database',
    'postgres://user:pie%ff@host/database',
  ];

  test.each(broken)('is refused without a piece of it: %s', async (DATABASE_URL) => {
    expect(() => readConfig({ DATABASE_URL })).toThrow(/^DATABASE_URL: .* write @ as %40/);
    try {
      readConfig({ DATABASE_URL });
    } catch (error) {
      expect(String(error)).not.toContain('pie');
    }
  });

  test('is taken where it can only be read in one way', () => {
    for (const DATABASE_URL of [
      'postgres://user:p@ss:word@host/database',
      'postgres://user:p%40ss%2F@[::1]:5433/database?sslmode=disable',
      'postgres://workspace@%2Frun%2Fpostgresql:5433/workspace',
      'postgres://workspace@/workspace?host=/run/postgresql',
      'postgres:///workspace?host=/run/postgresql',
      'postgresql://host',
    ]) {
      expect(readConfig({ DATABASE_URL }).DATABASE_URL).toBe(DATABASE_URL);
    }
  });

  test.each([
    ['postgres://a,b/database', /one host/],
    ['postgres://host/database?sslmode=maybe', /sslmode must be one of disable, allow/],
    ['postgres://host/database?sslmode=verify-ca', /sslrootcert/],
    ['postgres://host:port/database', /no valid host and port/],
  ])('nor are other faults of an address: %s', (DATABASE_URL, fault) => {
    expect(() => readConfig({ DATABASE_URL })).toThrow(fault);
  });
});
