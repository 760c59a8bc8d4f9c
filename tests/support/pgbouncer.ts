import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execute, freePort, nobodyForRoot } from './postgres.ts';
import { until } from './until.ts';

export interface Pgbouncer {
  /** As the database's own URL, through the pooler. */
  url: string;
  stop(): Promise<void>;
}

const ENV = { PATH: `${process.env['PATH']}:/usr/sbin` };

export function hasPgbouncer(): boolean {
  return spawnSync('pgbouncer', ['--version'], { env: ENV }).status === 0;
}

/** Starts Debian's pgbouncer, as it comes, before the database of `databaseUrl`. */
export async function startPgbouncer(
  databaseUrl: string,
  mode: 'session' | 'transaction' | 'statement',
): Promise<Pgbouncer> {
  const { hostname, port: serverPort } = new URL(databaseUrl);
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-pgbouncer-'));
  const port = await freePort();
  const file = path.join(folder, 'pgbouncer.ini');
  const users = path.join(folder, 'users.txt');
  writeFileSync(users, '"postgres" ""\n');
  writeFileSync(
    file,
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
`,
  );
  const nobody = nobodyForRoot();
  if (nobody !== undefined) for (const at of [folder, file, users]) chownSync(at, nobody, nobody);
  const child = spawn('pgbouncer', [file], {
    ...(nobody === undefined ? {} : { uid: nobody, gid: nobody }),
    cwd: folder,
    env: ENV,
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const own = new URL(databaseUrl);
  own.port = String(port);
  await until(() =>
    execute(own.href, 'select 1').then(
      () => true,
      () => false,
    ),
  );
  return {
    url: own.href,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
