import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signIn } from '../support/api.ts';
import { uploaded } from '../support/files.ts';
import { isSpared } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startServer();
  await uploaded(server, await signIn(server, ADMIN), 'what people have sent');
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-broken-off-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** SIGHUP comes where a terminal is closed. */
const SIGNALS = isSpared() ? (['SIGHUP'] as const) : (['SIGHUP', 'SIGTERM'] as const);

test.each(SIGNALS)(
  'a backup that %s breaks off leaves no copy of anything',
  async (signal) => {
    const backups = path.join(folder, 'backups');
    const temporary = path.join(folder, 'temporary');
    for (const at of [backups, temporary]) mkdirSync(at);
    const { env } = server.database;
    const copies = () => [
      ...readdirSync(backups),
      ...readdirSync(temporary),
      ...('DATA_DIR' in env ? readdirSync(env.DATA_DIR) : []).filter((name) =>
        name.startsWith('snapshot'),
      ),
    ];
    const child = spawn(
      process.execPath,
      [path.resolve('api/admin/main.ts'), 'backup', path.join(backups, 'a.backup')],
      { env: { PATH: process.env['PATH'], TMPDIR: temporary, ...env }, stdio: 'ignore' },
    );
    const closed = once(child, 'close');
    // It is restored for a trial, so that all copies are there.
    await until(() => readdirSync(temporary).length > 0, 40_000);
    expect(copies().length).toBeGreaterThan(1);
    child.kill(signal);
    expect(await closed).toEqual([null, signal]);
    expect(copies()).toEqual([]);
  },
  60_000,
);
