import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { chromium } from 'playwright-core';
import { until } from '../../support/until.ts';
import { type Cdp, connectCdp } from './cdp.ts';

/** A page of the browser, with its DevTools session. */
export interface Target {
  targetId: string;
  cdp: Cdp;
  closed: Promise<void>;
}

/** The browser behind the stand-in's windows. */
export interface Chromium {
  cdp: Cdp;
  /** Where Playwright connects to, as a WebSocket's address. */
  endpoint: string;
  open(size: { width: number; height: number }): Promise<Target>;
  /** Ends the browser once it has written down what it must. */
  close(): Promise<void>;
}

/** Starts the system's Chromium on a profile folder; it ends with this process, however that ends. */
export async function startChromium(
  profile: string,
  switches: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Chromium> {
  const portFile = path.join(profile, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const child = spawn(
    findChromium(env),
    [
      // A developer may want to see it.
      ...(env['STANDIN_HEADED'] === '1' ? [] : ['--headless=new']),
      ...SWITCHES,
      ...switches,
      `--user-data-dir=${profile}`,
    ],
    // Its talk of missing buses would be taken for the app's.
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const [, , , write, read] = child.stdio;
  if (!(write instanceof Writable && read instanceof Readable)) throw new Error('no pipe');
  const cdp = connectCdp(write, read);
  const open = await trackTargets(cdp);
  const [port, pathname] = await until(() => {
    const lines = existsSync(portFile) ? readFileSync(portFile, 'utf8').split('\n') : [];
    return lines.length > 1 && lines;
  }, 30_000);
  return {
    cdp,
    endpoint: `ws://127.0.0.1:${port}${pathname}`,
    open,
    async close() {
      cdp.send('Browser.close').catch(() => {});
      const overdue = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(overdue);
    },
  };
}

const SWITCHES = [
  '--remote-debugging-pipe',
  '--remote-debugging-port=0',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  // Electron asks `setWindowOpenHandler`, whether there was a click or not.
  '--disable-popup-blocking',
  // With one, the permission alone decides.
  '--use-fake-device-for-media-stream',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--password-store=basic',
  '--use-mock-keychain',
  // Root, as in a container, has no sandbox to give.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

function findChromium(env: NodeJS.ProcessEnv): string {
  const files = [
    env['CHROMIUM_PATH'] ?? '',
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
  ];
  const found = files.find((file) => file !== '' && existsSync(file));
  if (found === undefined) throw new Error('stand-in: no Chromium: set CHROMIUM_PATH');
  return found;
}

/** Every page is held until it is prepared, so that nothing of it runs unseen. */
async function trackTargets(cdp: Cdp): Promise<Chromium['open']> {
  const attached = new Map<string, PromiseWithResolvers<Cdp>>();
  const closed = new Map<string, PromiseWithResolvers<void>>();
  const sessionOf = (targetId: string) => {
    const known = attached.get(targetId) ?? Promise.withResolvers<Cdp>();
    attached.set(targetId, known);
    return known;
  };

  cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo: { targetId, openerId } }) => {
    const session = cdp.session(sessionId);
    if (openerId !== undefined) dismiss(cdp, session, targetId);
    else sessionOf(targetId).resolve(session);
  });
  cdp.on('Target.detachedFromTarget', ({ targetId = '' }) => closed.get(targetId)?.resolve());
  await cdp.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: [{ type: 'page' }],
  });

  return async (size) => {
    const { targetId } = await cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...size,
    });
    const isClosed = Promise.withResolvers<void>();
    closed.set(targetId, isClosed);
    return {
      targetId,
      cdp: await sessionOf(targetId).promise,
      closed: isClosed.promise,
    };
  };
}

/** A window that a page opened by itself: its opener has told of it, and it is never to load. */
function dismiss(browser: Cdp, popup: Cdp, targetId: string): void {
  popup.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }).catch(() => {});
  // Its opener stands still until it runs.
  popup.send('Runtime.runIfWaitingForDebugger').catch(() => {});
  browser.send('Target.closeTarget', { targetId }).catch(() => {});
}
