import type { App } from 'electron';
import { expect, test, vi } from 'vitest';
import { fixUserData, isFirstInstance } from '../../../desktop/main/single-instance.ts';

const noted = vi.fn();

function started(isPackaged: boolean, ...switches: string[]) {
  const app: Pick<App, 'isPackaged' | 'setPath' | 'getPath' | 'requestSingleInstanceLock'> & {
    commandLine: Pick<App['commandLine'], 'hasSwitch'>;
  } = {
    isPackaged,
    commandLine: { hasSwitch: (name) => switches.includes(name) },
    setPath: vi.fn(),
    getPath: () => '/home/ann/.config',
    requestSingleInstanceLock: () => true,
  };
  fixUserData(app as App);
  return isFirstInstance(app as App, noted);
}

test.each(['user-data-dir', 'remote-debugging-port', 'ssl-key-log-file', 'load-extension'])(
  'an installed copy does not start with --%s, and says and notes it; a checkout does',
  (name) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(started(true, name)).toBe(false);
    expect(said).toHaveBeenCalledWith(expect.stringContaining(`--${name}`));
    expect(noted).toHaveBeenLastCalledWith(expect.stringContaining(`--${name}`), 'error');
    expect(started(false, name)).toBe(true);
    said.mockRestore();
  },
);

test('it starts with others', () => {
  expect(started(true, 'lang', 'enable-features')).toBe(true);
});
