import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { doctorCommand } from '../../api/doctor/command.ts';
import { signIn } from '../support/api.ts';
import { startFront } from '../support/front.ts';
import { freePort } from '../support/postgres.ts';
import { newApiToken } from '../support/posting.ts';
import { startProxy } from '../support/reverse-proxy.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { examine } from './examine.ts';

const { server, admin } = await serverForSuite({ TRUSTED_PROXIES: '127.0.0.1' });
/** Soon to be renewed: no failure, and not all is well. */
const validity = { from: -1, to: 14 };
const proxy = await startProxy('nginx', { servers: [server.url], validity });
afterAll(proxy.stop);
const token = await newApiToken(server, admin.token);
const folder = mkdtempSync(path.join(tmpdir(), 'workspace-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tokenFile = path.join(folder, 'token');
writeFileSync(tokenFile, `${token}\n`);

/** As the script of package.json runs it. */
function startDoctor(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['api/admin/main.ts', 'doctor', ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  async function end() {
    const [[code], stdout, stderr] = await Promise.all([
      once(child, 'exit'),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, stdout, stderr };
  }
  return { child, ended: end() };
}

const doctor = (args: string[], env: Record<string, string> = {}) => startDoctor(args, env).ended;

async function channels(): Promise<string[]> {
  const { body } = await server.get('/channels', token);
  return body.channels.map(({ name }: { name: string }) => name);
}

const throughProxy = () => ['--url', proxy.url, '--ca', proxy.authorityFile, '--idle', '1'];

describe.concurrent('npm run doctor', () => {
  test('prints a table of at most 100 columns without colours, and exits with 0 where nothing fails', async () => {
    const { code, stdout, stderr } = await doctor([...throughProxy(), '--token-file', tokenFile]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^client address +ok +127\.0\.0\.1, as it is$/m);
    expect(stdout).toMatch(/^one by one +ok +3 messages/m);
    expect(stdout).toContain(' 0 failures');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).not.toContain('\x1b');
    expect(stderr).toContain('watching an idle stream');
  });

  test('prints JSON, too; the token can come from the environment', async () => {
    const { code, stdout } = await doctor([...throughProxy(), '--json'], {
      WORKSPACE_TOKEN: token,
    });
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ url: proxy.url, proxy: 'nginx' });
    expect(report.findings).toContainEqual({
      name: 'certificate',
      status: 'warning',
      found: expect.stringContaining('valid for 13 days more'),
      fixes: [{ place: 'nginx', change: expect.stringContaining('ssl_certificate') }],
    });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ name: 'token', status: 'ok' }),
    );
    expect(stdout).not.toContain(token);
  });

  test('exits with 1 where something fails: the certificate is by nobody that it knows', async () => {
    const { code, stdout } = await doctor(['--url', proxy.url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^certificate +failure +by test /m);
    expect(stdout).toMatch(/^ {2}in \/etc\/nginx\/conf\.d\/workspace\.conf:\n {4}ssl_certificate/m);
  });

  test('where there is nothing, it says so', async () => {
    const { get } = await examine(`http://127.0.0.1:${await freePort()}`);
    expect(get('address').found).toMatch(/^127\.0\.0\.1:\d+: nothing listens there/);
  });

  test('a token that only reads shows all but what is posted', async () => {
    const { token: session } = await signIn(server, ADMIN);
    const readOnly = await newApiToken(server, session, ['read']);
    const { all, get } = await examine(server.url, { token: readOnly });
    expect(all('failure')).toEqual([]);
    expect(get('resume').found).toMatch(/^The API token lacks the scope write/);
    expect(get('first event').status).toBe('ok');
  });

  test('a token that does not work is told', async () => {
    const { all, get } = await examine(server.url, { token: 'wsk_wrong' });
    expect(all('failure')).toEqual(['token']);
    expect(get('token').found).toMatch(/^the token does not work/);
  });

  test('exits with 2 where it is used wrongly', async () => {
    const { code, stderr } = await doctor(['--idle', '1']);
    expect(code).toBe(2);
    expect(stderr).toContain("required option '--url <url>' not specified");
  });

  test.each([
    [['--url', 'chat.example.lan'], 'https://chat.example.lan'],
    [['--url', 'http://127.0.0.1', '--idle', 'long'], 'whole seconds'],
    [['--url', 'http://127.0.0.1', '--token-file', '/no/such/file'], 'cannot read /no/such/file'],
    [['--url', 'https://127.0.0.1', '--ca', 'package.json'], 'not a certificate'],
  ])('says what is wrong with %j', async (args, complaint) => {
    const command = doctorCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow(complaint);
  });
});

test.runIf(isLong())('broken off with Ctrl-C, it takes away what it has made', async () => {
  const withoutPosts = await startFront(server.url, async ({ url = '' }) => {
    if (url.endsWith('/messages')) await new Promise(() => undefined);
  });
  const { child, ended } = startDoctor(['--url', withoutPosts.url, '--token-file', tokenFile]);
  try {
    await until(async () => (await channels()).length > 1, 20_000);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await channels()).toEqual(['general']);
  } finally {
    child.kill('SIGKILL');
    withoutPosts.stop();
  }
});

test('nothing of the channels that it posted to is left', async () => {
  expect(await channels()).toEqual(['general']);
});
