import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { isPossible } from '../support/possible.ts';
import { newApiToken, post } from '../support/posting.ts';
import { ADMIN, isReady, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;
const isLimited =
  databaseKind() === 'postgresql' &&
  isPossible(
    canLimit,
    'prlimit is not installed, so that the tests without file handles are skipped: apt-get install util-linux',
  );

describe.runIf(isLimited)('a server that runs out of file handles', () => {
  test('says so once, serves who is connected, and goes on when there are some', async () => {
    const database = await newDatabase();
    opened.push(() => database.remove());
    const server = await spawnServer(database.env);
    opened.push(() => server.kill('SIGKILL'));
    await isReady(server);
    const { token: session } = await signIn(server, ADMIN);
    const token = await newApiToken(server, session);
    const general = await generalOf(server, token);
    const stream = await server.follow(token);
    const { pid = 0 } = server.child;
    const before = server.output().length;
    const count = () => readdirSync(`/proc/${pid}/fd`).length;
    limit(pid, count() + 8);

    const port = Number(new URL(server.url).port);
    const sockets = Array.from({ length: 60 }, () => hold(port));
    const letGo = () => {
      for (const socket of sockets) socket.destroy();
    };
    opened.push(letGo);
    await until(() => server.output().slice(before).includes('no file handle is left'));
    // Of all that ask meanwhile, those who are connected may be answered, and nobody is logged of.
    await Promise.all(
      Array.from({ length: 30 }, () => server.get('/users/me', token).catch(() => undefined)),
    );
    letGo();
    await until(() => server.output().includes('there are file handles again'));
    await post(server, token, general, 'and on');
    await stream.next('message.created', ({ body }) => body === 'and on');
    stream.abort();

    const lines = server.output().slice(before).trim().split('\n');
    expect(lines.filter((line) => line.includes('no file handle is left'))).toHaveLength(1);
    expect(lines.length).toBeLessThan(10);
    expect(server.child.exitCode).toBeNull();
  });
});

function limit(pid: number, handles: number): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${handles}:`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`prlimit: ${stderr}`);
}

function hold(port: number): Socket {
  return connect(port, '127.0.0.1').on('error', () => undefined);
}
