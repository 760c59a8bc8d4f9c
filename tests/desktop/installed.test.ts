import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DesktopSession, startDesktopSession } from '../electron/desktop-session.ts';
import { electron } from '../electron/workplace.ts';
import { type Copy, copyCheckout } from '../packaging/real-build.ts';
import { addUser, signIn } from '../support/api.ts';
import { signInOn, untilLive } from '../support/page.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import {
  dpkg,
  type InstalledClient,
  mayInstall,
  serveFolder,
  startInstalled,
  tracesOfPackage,
  withConffile,
} from './installed.ts';

const { binary } = electron;
const PRESETS = '/etc/workspace/connection.json';

// Installs a package on this machine, and builds it twice: about a minute. Each test begins where
// the one before it has ended.
describe.skipIf(!isLong() || binary === undefined || !mayInstall())(
  `the deb, installed on this machine, with ${electron.name}`,
  () => {
    let server: TestServer;
    let copy: Copy;
    let feed: Awaited<ReturnType<typeof serveFolder>>;
    let session: DesktopSession;
    let client: InstalledClient;
    let alice: Awaited<ReturnType<typeof addUser>>;
    let adminToken: string;
    let older: string;
    let newer: string;
    const traces = tracesOfPackage();

    beforeAll(async () => {
      if (binary === undefined) throw new Error(electron.missing);
      server = await startServer();
      // Without a seat, so that it needs no heartbeat.
      adminToken = await newApiToken(server, (await signIn(server, ADMIN)).token);
      alice = await addUser(server, adminToken, 'alice');
      copy = copyCheckout(binary);
      feed = await serveFolder(() => copy.release);
      older = await copy.build('0.0.1', feed.url);
      newer = await copy.build('0.0.2', feed.url);
      session = await startDesktopSession();
    }, 300_000);
    afterAll(async () => {
      await client?.quit();
      dpkg('--purge', 'workspace');
      session?.stop();
      feed?.stop();
      copy?.[Symbol.dispose]();
      await server?.stop();
    });

    const isConnected = async () => {
      const { body } = await server.get('/presence', adminToken);
      return body.users.some(({ userId }: { userId: string }) => userId === alice.id);
    };
    const inHome = (name: string) => path.join(session.folder, '.config', name);

    test('makes the addresses of an older version, which an administrator has changed, theirs', () => {
      const own = '/opt/Workspace/resources/connection.json';
      dpkg('--install', withConffile(older, own));
      writeFileSync(own, '{ "changed": true }');
      dpkg('--install', newer);
      expect(readFileSync(PRESETS, 'utf8')).toBe('{ "changed": true }');
      expect(JSON.parse(readFileSync(own, 'utf8'))).toHaveProperty('servers');
      dpkg('--purge', 'workspace');
      expect(existsSync('/etc/workspace')).toBe(false);
    });

    test('installs without a question, and gives the sandbox what it needs', () => {
      dpkg('--install', older);
      expect(statSync('/opt/Workspace/chrome-sandbox').mode & 0o7777).toBe(0o755);
      expect(dpkg('--verify', 'workspace')).toBe('');
    });

    test('asks as an ordinary user whether namespaces work, since root may make them anyway', () => {
      const tools = mkdtempSync(path.join(tmpdir(), 'workspace-tools-'));
      const refuses = '#!/bin/sh\n[ "$(id -u)" = 0 ]\n';
      writeFileSync(path.join(tools, 'unshare'), refuses, { mode: 0o755 });
      execFileSync('chmod', ['755', tools]);
      const configure = (before: string) =>
        execFileSync('/var/lib/dpkg/info/workspace.postinst', ['configure'], {
          env: { ...process.env, PATH: `${before}${process.env['PATH']}` },
        });
      const mode = () => statSync('/opt/Workspace/chrome-sandbox').mode & 0o7777;
      configure(`${tools}:`);
      expect(mode()).toBe(0o4755);
      configure('');
      expect(mode()).toBe(0o755);
      rmSync(tools, { recursive: true });
    });

    test('starts in spite of a fault in the administrator’s addresses, and tells it', async () => {
      mkdirSync('/etc/workspace');
      writeFileSync(PRESETS, '{ "mode": "production" ');
      client = await startInstalled(session);
      await until(() => client.printed().includes(`${PRESETS}: `));
      await client.page.locator('text=http://localhost:4000 >> visible=true').first().waitFor();
      await client.quit();
    });

    test('starts as a user, on the server that the administrator has set, and signs in', async () => {
      const presets = { mode: 'production', servers: { production: server.url } };
      writeFileSync(PRESETS, JSON.stringify(presets));
      client = await startInstalled(session);
      await signInOn(client.page, alice);
      await untilLive(client.page);
      expect(await isConnected()).toBe(true);
    });

    test('does not make itself the program for HTML files', () => {
      expect(() => readFileSync(inHome('mimeapps.list'))).toThrow('ENOENT');
    });

    test('comes back where its update cannot be installed, and notes why', async () => {
      const log = inHome('Workspace/logs/client.log');
      await client.page.click('.toast .button.primary', { timeout: 60_000 });
      // By then it has left its seat.
      await until(
        () => existsSync(log) && readFileSync(log, 'utf8').includes('exited with code'),
        60_000,
      );
      await until(isConnected);
      await untilLive(client.page);
      expect(dpkg('--status', 'workspace')).toContain('Version: 0.0.1\n');
    });

    test('leaves the seat when it is quit, and installs no update then', async () => {
      await client.quit();
      await until(async () => !(await isConnected()));
      expect(dpkg('--status', 'workspace')).toContain('Version: 0.0.1\n');
    });

    test('is upgraded without a question, and keeps the settings of both', async () => {
      const kept = () => [
        readFileSync(PRESETS, 'utf8'),
        readFileSync(inHome('Workspace/settings.json'), 'utf8'),
      ];
      const before = kept();
      dpkg('--install', newer);
      expect(kept()).toEqual(before);
      client = await startInstalled(session);
      await untilLive(client.page);
      expect(await isConnected()).toBe(true);
      expect(await client.page.evaluate('workspace.version')).toBe('0.0.2');
      await client.quit();
    });

    test('is removed without leftovers', () => {
      expect(tracesOfPackage()).not.toEqual(traces);
      dpkg('--purge', 'workspace');
      expect(tracesOfPackage()).toEqual(traces);
    });
  },
);
