import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findServiceManager } from '../../api/ops/service-manager.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { type Listener, listenAt } from '../support/datagrams.ts';
import { isPossible } from '../support/possible.ts';
import { freePort } from '../support/postgres.ts';
import { isLong } from '../support/rounds.ts';
import { isReady, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

// apt-get install systemd: its systemd-notify needs no systemd that runs. Perl is always on Debian.
const canListen = isPossible(
  ['systemd-notify', 'perl'].every((program) => spawnSync(program, ['--version']).status === 0),
  'systemd-notify or perl is not installed, so that the tests of what systemd is told are skipped: apt-get install systemd perl',
);
/** Two seconds, so that a sign of life comes every half second. */
const WATCHDOG_USEC = '2000000';

let folder: string;
let socket: string;
let listener: Listener;
let told: string[];
const opened: (() => unknown)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-notify-'));
  socket = path.join(folder, 'socket');
  listener = await listenAt(socket);
  told = listener.told;
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  listener.stop();
  rmSync(folder, { recursive: true });
});

const signs = () => told.filter((line) => line === 'WATCHDOG=1').length;

describe.runIf(canListen)('systemd', () => {
  test('is told that the server has started, and from then on that it lives', async () => {
    const database = await newDatabase();
    opened.push(() => database.remove());
    const server = await spawnServer({ ...database.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC });
    opened.push(() => server.kill('SIGKILL'));
    await isReady(server);
    await until(() => signs() > 1);
    expect(told.indexOf('READY=1')).toBe(0);
    expect(told.lastIndexOf('READY=1')).toBe(0);
    expect(await server.kill('SIGTERM')).toBe(0);
  });

  test.skipIf(databaseKind() === 'embedded')(
    'is told so of a server that waits for its database, too',
    async () => {
      const server = await spawnServer({
        DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/nothing`,
        NOTIFY_SOCKET: socket,
        WATCHDOG_USEC,
      });
      opened.push(() => server.kill('SIGKILL'));
      await until(() => signs() > 1);
      expect(told.indexOf('READY=1')).toBe(0);
      expect(server.output()).toContain('waiting for it');
    },
  );

  test('is told nothing while the database does not answer, and of one that refuses to', async () => {
    const env = { PATH: process.env['PATH'], NOTIFY_SOCKET: socket, WATCHDOG_USEC: '40000' };
    const answers: { reject(error: Error): void }[] = [];
    findServiceManager(env, () => new Promise((_, reject) => answers.push({ reject })))?.started();
    // One whose database answers shows how much time that is. At the sixth time it does not: nothing
    // else ends its signs of life, and each starts a program.
    let others = 0;
    findServiceManager(env, () => {
      others += 1;
      return others > 5 ? new Promise(() => undefined) : Promise.resolve();
    })?.started();
    await until(() => others > 5);
    await until(() => signs() === 5);
    expect(answers).toHaveLength(1);
    answers[0]?.reject(new Error('the database is away'));
    await until(() => answers.length === 2);
    await until(() => signs() === 6);
  });

  test.runIf(isLong())(
    'is told nothing while the event loop stands still, as in work without end',
    async () => {
      const program = `
      const { findServiceManager } = await import(process.argv[1]);
      findServiceManager(process.env, async () => undefined).started();
      process.stdin.once('data', () => {
        console.log('blocked');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
        console.log('over');
      });`;
      const child = spawn(
        process.execPath,
        ['--input-type=module', '-e', program, path.resolve('api/ops/service-manager.ts')],
        {
          env: { PATH: process.env['PATH'], NOTIFY_SOCKET: socket, WATCHDOG_USEC: '1200000' },
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      );
      opened.push(() => child.kill());
      const counts: number[] = [];
      child.stdout.on('data', () => counts.push(signs()));
      await until(() => signs() > 2);
      child.stdin.write('now');
      await until(() => counts.length === 2);
      const [before = 0, after = 0] = counts;
      // Ten would have come; one or two may have been on their way.
      expect(after - before).toBeLessThan(5);
      await until(() => signs() > after + 2);
    },
  );

  test('is told nothing where it does not ask', () => {
    expect(findServiceManager({}, async () => undefined)).toBeUndefined();
  });
});
