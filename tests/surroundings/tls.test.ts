import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { type Authority, createAuthority, type Issued } from '../support/authority.ts';
import { databaseKind } from '../support/database.ts';
import { type Cluster, createCluster, execute, nobodyForRoot } from '../support/postgres.ts';
import { spawnServer } from '../support/server.ts';

const HBA = `
local all all trust
host all postgres 127.0.0.1/32 trust
hostssl all only_tls 127.0.0.1/32 trust
hostnossl all only_clear 127.0.0.1/32 trust
hostssl all by_certificate 127.0.0.1/32 cert map=any
`;

describe.skipIf(databaseKind() === 'embedded')('PostgreSQL with a certificate of its own', () => {
  let cluster: Cluster;
  let clear: Cluster;
  let folder: string;
  let authority: Authority;
  let foreign: Authority;
  let client: Issued;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'workspace-tls-'));
    authority = createAuthority();
    foreign = createAuthority();
    const names = 'DNS:localhost,IP:127.0.0.1';
    const certificate = authority.issue({ subject: 'localhost', names });
    client = authority.issue({ subject: 'client', use: 'clientAuth' });
    const file = (name: string, text: string) => {
      const at = path.join(folder, name);
      writeFileSync(at, text, { mode: 0o600 });
      return at;
    };
    const key = file('server.key', certificate.key);
    const cert = file('server.pem', certificate.cert);
    const ca = file('authority.pem', authority.pem);
    const hba = file('pg_hba.conf', HBA);
    const ident = file('pg_ident.conf', 'any /^.*$ by_certificate\n');
    const nobody = nobodyForRoot();
    if (nobody !== undefined)
      for (const at of [folder, key, cert, ca, hba, ident]) chownSync(at, nobody, nobody);
    [cluster, clear] = await Promise.all([
      createCluster(tmpdir(), {
        ssl: 'on',
        ssl_cert_file: cert,
        ssl_key_file: key,
        ssl_ca_file: ca,
        hba_file: hba,
        ident_file: ident,
      }),
      createCluster(),
    ]);
    for (const role of ['only_tls', 'only_clear', 'by_certificate']) {
      await execute(`${cluster.url}?sslmode=disable`, `create role ${role} login`);
    }
  });
  afterAll(async () => {
    await Promise.all([cluster.destroy(), clear.destroy()]);
    authority.remove();
    foreign.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Asked {
    user?: string;
    host?: string;
    server?: Cluster;
  }

  /** Whether the connection is by TLS, for each way in which the server connects. */
  async function isEncrypted(
    query: string,
    { user = 'postgres', host = '127.0.0.1', server = cluster }: Asked = {},
  ): Promise<boolean> {
    const url = new URL(server.url);
    url.username = user;
    url.hostname = host;
    const database = await connect({
      databaseUrl: `${url.href}${query}`,
      dataDir: '',
      onFault: () => undefined,
    });
    try {
      const own = sql<{ ssl: boolean }>`
        select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(database.db);
      return (await own).rows[0]?.ssl ?? false;
    } finally {
      await database.close();
    }
  }

  test.each([
    ['', true],
    ['?sslmode=disable', false],
    ['?sslmode=allow', false],
    ['?sslmode=prefer', true],
    ['?sslmode=require', true],
    ['?ssl=true', true],
    ['?ssl=false', false],
    ['?sslmode=require&sslnegotiation=postgres', true],
  ])('is connected to with %j, by TLS: %j', async (query, expected) => {
    expect(await isEncrypted(query)).toBe(expected);
  });

  test('is checked where that is asked for, by the authority and by its name', async () => {
    const root = `sslrootcert=${encodeURIComponent(authority.file)}`;
    expect(await isEncrypted(`?sslmode=verify-full&${root}`)).toBe(true);
    expect(await isEncrypted(`?sslmode=verify-full&${root}`, { host: 'localhost' })).toBe(true);
    expect(await isEncrypted(`?sslmode=verify-ca&${root}`)).toBe(true);
    expect(await isEncrypted(`?sslmode=require&${root}`)).toBe(true);
    const wrong = `sslrootcert=${encodeURIComponent(foreign.file)}`;
    for (const mode of ['verify-full', 'verify-ca', 'require']) {
      await expect(isEncrypted(`?sslmode=${mode}&${wrong}`)).rejects.toThrow(
        /certificate .* is not accepted .* sslrootcert/,
      );
    }
    await expect(isEncrypted('?sslmode=verify-full')).rejects.toThrow(/is not accepted/);
    // The certificate names 127.0.0.1 and localhost alone.
    const elsewhere = { host: '127.0.0.2' };
    await expect(isEncrypted(`?sslmode=verify-full&${root}`, elsewhere)).rejects.toThrow();
  });

  test('that is not accepted ends a server in one line, and with 1', async () => {
    const root = `sslrootcert=${encodeURIComponent(foreign.file)}`;
    const server = await spawnServer({
      DATABASE_URL: `${cluster.url}?sslmode=verify-full&${root}`,
    });
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(
      /^Workspace cannot start: the certificate of .* is not accepted .*\n$/,
    );
  });

  test('lets in by the way that pg_hba.conf has for a role', async () => {
    for (const query of ['', '?sslmode=prefer', '?sslmode=allow']) {
      expect(await isEncrypted(query, { user: 'only_tls' })).toBe(true);
      expect(await isEncrypted(query, { user: 'only_clear' })).toBe(false);
    }
    await expect(isEncrypted('?sslmode=disable', { user: 'only_tls' })).rejects.toThrow(
      /does not let "only_tls" in .* pg_hba\.conf/,
    );
  });

  test('takes a certificate for a password', async () => {
    const [cert, key] = [client.certFile, client.keyFile].map(encodeURIComponent);
    const query = `?sslmode=require&sslcert=${cert}&sslkey=${key}`;
    expect(await isEncrypted(query, { user: 'by_certificate' })).toBe(true);
    await expect(isEncrypted('?sslmode=require', { user: 'by_certificate' })).rejects.toThrow();
    await expect(isEncrypted('?sslmode=require&sslcert=/nowhere.pem')).rejects.toThrow(
      /sslcert of DATABASE_URL cannot be read/,
    );
  });

  test('without TLS is connected to in the clear where that is allowed', async () => {
    const here = { server: clear };
    for (const query of ['', '?sslmode=prefer', '?sslmode=allow', '?sslmode=disable']) {
      expect(await isEncrypted(query, here)).toBe(false);
    }
    await expect(isEncrypted('?sslmode=require', here)).rejects.toThrow(
      /offers no TLS, .* ssl = on/,
    );
  });
});
