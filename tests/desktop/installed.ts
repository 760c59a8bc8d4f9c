import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { DesktopSession } from '../electron/desktop-session.ts';
import { asUser } from '../electron/ordinary-user.ts';
import { PATIENCE_MS } from '../support/page.ts';
import { until } from '../support/until.ts';

/** The client as it is installed, started by an ordinary user. */
export interface InstalledClient {
  page: Page;
  /** What it has printed so far. */
  printed(): string;
  /** Asks it to quit, and waits for its end. */
  quit(): Promise<void>;
}

/** Whether this machine is free to have the package installed, and taken away again. */
export function mayInstall(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
  const isFree = spawnSync('dpkg', ['-s', 'workspace']).status === 1;
  return isFree && !existsSync('/etc/workspace') && !existsSync('/opt/Workspace');
}

/** @throws Error with what dpkg prints, also where it asks a question: nobody answers */
export function dpkg(...args: string[]): string {
  return execFileSync('dpkg', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The deb as earlier ones were, in which the administrator was to change a file of the package. */
export function withConffile(deb: string, file: string): string {
  const folder = `${deb}.unpacked`;
  const changed = deb.replace(/\.deb$/, '-conffile.deb');
  execFileSync('dpkg-deb', ['--raw-extract', deb, folder]);
  writeFileSync(path.join(folder, 'DEBIAN/conffiles'), `${file}\n`);
  execFileSync('dpkg-deb', ['-Zgzip', '-z1', '--root-owner-group', '--build', folder, changed]);
  return changed;
}

/** Everything on the machine that bears the package's name, beside the running tests' own. */
export function tracesOfPackage(): string[] {
  const found = execFileSync(
    'find',
    ['/etc', '/opt', '/usr', '/var/lib', '-iname', '*workspace*'],
    {
      encoding: 'utf8',
    },
  );
  return found.split('\n').sort();
}

/** Serves the folder's files, as the address of updates does. */
export async function serveFolder(folder: () => string): Promise<{ url: string; stop(): void }> {
  const server = createServer(({ url = '' }, response) => {
    const name = path.basename(new URL(url, 'http://localhost').pathname);
    const file = createReadStream(path.join(folder(), name));
    file.on('error', () => response.writeHead(404).end());
    file.pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}

/**
 * Starts the command that the package has brought, with Chromium's debugging port, which only the
 * build of `copyCheckout` takes.
 */
export async function startInstalled(session: DesktopSession): Promise<InstalledClient> {
  const [first = '', ...before] = asUser(session.user);
  const args = [...before, '/usr/bin/workspace', '--remote-debugging-port=0', '--lang=en-GB'];
  const env = { ...session.env, LANGUAGE: 'en_GB' };
  const client = spawn(first, args, {
    env,
    cwd: session.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = keepOutput(client);
  const ended = once(client, 'exit');
  const address = await until(() => /DevTools listening on (ws:\S+)/.exec(printed())?.[1], 30_000);
  const browser = await chromium.connectOverCDP(address);
  const page = await until(
    () =>
      browser
        .contexts()
        .flatMap((context) => context.pages())
        .find((found) => found.url().startsWith('app:')),
    PATIENCE_MS,
  );
  page.setDefaultTimeout(PATIENCE_MS);
  return {
    page,
    printed,
    async quit() {
      client.kill('SIGTERM');
      await ended;
    },
  };
}

function keepOutput(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output += data;
    });
  }
  return () => output;
}
