import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Updater, watchUpdates } from '../../../desktop/main/updates/updates.ts';

/* electron-updater's part is played: it needs a packaged Electron. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The client with an updater, and all that has happened to it in its order. */
function start(install: (fail: (error: Error) => void) => void = () => undefined) {
  const happened: string[] = [];
  const events = new EventEmitter();
  const fail = (error: Error) => void events.emit('error', error);
  let looks: () => Promise<null> = () => Promise.resolve(null);
  const updater: Updater = Object.assign(events, {
    logger: console,
    autoInstallOnAppQuit: true,
    checkForUpdates: () => looks(),
    quitAndInstall() {
      happened.push('installs');
      install(fail);
    },
  });
  const installUpdate = watchUpdates(updater, {
    onReady: (version) => happened.push(`ready: ${version}`),
    note: (line) => happened.push(`noted: ${line}`),
    leave: async () => void happened.push('leaves'),
    comeBack: ({ message }) => happened.push(`comes back: ${message}`),
  });
  return {
    happened,
    updater,
    installUpdate,
    fail,
    events,
    set looks(value: typeof looks) {
      looks = value;
    },
  };
}

test('an update waits until the user asks for it, and is not installed at quitting', async () => {
  const { happened, updater, installUpdate, events } = start();
  expect(updater.autoInstallOnAppQuit).toBe(false);
  events.emit('update-downloaded', { version: '1.2.3' });
  expect(happened).toEqual(['ready: 1.2.3']);
  await installUpdate();
  expect(happened).toEqual(['ready: 1.2.3', 'leaves', 'installs']);
});

test('an address that cannot be reached is noted, and tried again after four hours', async () => {
  const client = start();
  client.looks = () => {
    const error = new Error('net::ERR_NAME_NOT_RESOLVED');
    client.fail(error);
    return Promise.reject(error);
  };
  await vi.advanceTimersByTimeAsync(8 * 60 * 60 * 1000);
  const line = 'noted: net::ERR_NAME_NOT_RESOLVED';
  expect(client.happened).toEqual([line, line]);
});

test.each([
  ['is told', (fail: (error: Error) => void) => fail(new Error('pkexec exited with code 126'))],
  [
    'is thrown',
    () => {
      throw new Error('pkexec exited with code 126');
    },
  ],
])(
  'a client whose update fails comes back, and can try again: the fault %s',
  async (how, install) => {
    const { happened, installUpdate } = start(install);
    const noted = how === 'is told' ? ['noted: pkexec exited with code 126'] : [];
    const once = ['leaves', 'installs', ...noted, 'comes back: pkexec exited with code 126'];
    await installUpdate();
    expect(happened).toEqual(once);
    await installUpdate();
    expect(happened).toEqual([...once, ...once]);
  },
);

test('pressing twice installs once', async () => {
  const { happened, installUpdate } = start();
  await Promise.all([installUpdate(), installUpdate()]);
  expect(happened).toEqual(['leaves', 'installs']);
});
