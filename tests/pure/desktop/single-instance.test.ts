import type { App } from 'electron';
import { expect, test, vi } from 'vitest';
import { isFirstInstance } from '../../../desktop/main/single-instance.ts';

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
  return isFirstInstance(app as App);
}

test.each(['user-data-dir', 'remote-debugging-port', 'ssl-key-log-file', 'load-extension'])(
  'an installed copy does not start with --%s, and says so; a checkout does',
  (name) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(started(true, name)).toBe(false);
    expect(said).toHaveBeenCalledWith(expect.stringContaining(`--${name}`));
    expect(started(false, name)).toBe(true);
    said.mockRestore();
  },
);

test('it starts with others', () => {
  expect(started(true, 'lang', 'enable-features')).toBe(true);
});
