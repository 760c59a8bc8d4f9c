import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { addUser, isConnected, type Person, signIn } from '../support/api.ts';
import { buildPage, signInOn, untilLive } from '../support/page.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let admin: Person;
let alice: Awaited<ReturnType<typeof addUser>>;

beforeAll(async () => {
  buildPage();
  server = await startServer({ HEARTBEAT_INTERVAL_MS: '1000', HEARTBEAT_TIMEOUT_MS: '8000' });
  const first = await signIn(server, ADMIN);
  // Without a seat, so that it needs no heartbeat.
  admin = { ...first, token: await newApiToken(server, first.token) };
  alice = await addUser(server, admin.token, 'alice');
});
afterAll(() => server.stop());

const isHere = () => isConnected(server, admin.token, alice.id);

/** Of the endings so far, until the seat was free. */
let slowestMs = 0;

/** How an ending reaches the program. The last one leaves no screen to start it on again. */
const ENDINGS: [string, (desktop: Desktop, workplace: Workplace) => unknown][] = [
  ['it is quit', ({ electron: app }) => app.evaluate(({ app: main }) => setTimeout(main.quit))],
  ['its process is told to end', ({ electron: app }) => signal(app, 1, 'SIGTERM')],
  [
    'all are told to end while it hears of nothing itself, as where Chromium aborts it first',
    async ({ electron: app }) => {
      await app.evaluate((_, ms) => {
        setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms));
      }, 2_000);
      signal(app, -1, 'SIGTERM');
    },
  ],
  [
    'all of its processes are told to end, as by a log-out',
    ({ electron: app }) => signal(app, -1, 'SIGTERM'),
  ],
  ['its terminal is closed', ({ electron: app }) => signal(app, -1, 'SIGHUP')],
  [
    'its page has crashed and all are told to end',
    async ({ electron: app }) => {
      await app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      );
      signal(app, -1, 'SIGTERM');
    },
  ],
  [
    'its screen goes away a tenth of a second after all are told to end',
    ({ electron: app }, { session }) => {
      signal(app, -1, 'SIGTERM');
      // On a machine that is busy with other things all takes longer.
      setTimeout(session.endScreen, Math.max(100, 2 * slowestMs));
    },
  ],
];

/** Whether a `cat` is a child of this process (proc(5), /proc/pid/stat). */
function hasCat(parent: number | undefined): boolean {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(`(cat) S ${parent} `);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

function signal(app: ElectronApplication, sign: 1 | -1, name: NodeJS.Signals): void {
  process.kill(sign * (app.process().pid ?? 0), name);
}

describe.skipIf(electron.binary === undefined)(`on ${electron.name} the seat`, () => {
  let workplace: Workplace;
  let desktop: Desktop;
  let page: Page;
  beforeAll(async () => {
    workplace = await createWorkplace(server.url);
  });
  afterAll(() => workplace.clear());

  async function arrive(): Promise<void> {
    desktop = await workplace.launch();
    page = await desktop.page();
    await page.waitForSelector('[name=password], .composer textarea');
    if (await page.locator('[name=password]').isVisible()) await signInOn(page, alice);
    await untilLive(page);
    expect(await isHere()).toBe(true);
    // The thread that leaves the seat (see `prepareFarewell`) has started once its child has.
    await until(() => hasCat(desktop.electron.process().pid));
  }

  // The first ones are those of every day, and the one in which only the thread is left to act.
  test.each(isLong() ? ENDINGS : ENDINGS.slice(0, 3))(
    'is free within a second where %s',
    async (_how, end) => {
      await arrive();
      const exited = once(desktop.electron.process(), 'exit');
      const startedAt = performance.now();
      await end(desktop, workplace);
      await until(async () => !(await isHere()));
      const ms = performance.now() - startedAt;
      expect(ms).toBeLessThan(1_000);
      slowestMs = Math.max(slowestMs, ms);
      await exited;
    },
  );
});
