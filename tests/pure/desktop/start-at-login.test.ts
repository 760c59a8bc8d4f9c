import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startAtLogin } from '../../../desktop/main/settings/start-at-login.ts';

const configFolder = mkdtempSync(path.join(tmpdir(), 'workspace-autostart-'));
afterAll(() => rmSync(configFolder, { recursive: true }));

test('on Linux an autostart entry starts the program hidden, and is gone when it is not wanted', () => {
  const deps = {
    platform: 'linux' as const,
    program: '/opt/My "100%" Apps/workspace',
    configFolder,
    setLoginItem: () => expect.unreachable(),
  };
  const file = path.join(configFolder, 'autostart/workspace.desktop');
  startAtLogin(true, deps);
  expect(readFileSync(file, 'utf8')).toContain(
    'Exec="/opt/My \\"100%%\\" Apps/workspace" --hidden\n',
  );
  startAtLogin(false, deps);
  startAtLogin(false, deps);
  expect(existsSync(file)).toBe(false);
});

test.each(['win32', 'darwin'] as const)('on %s the system is told', (platform) => {
  const told: unknown[] = [];
  const setLoginItem = (item: unknown) => told.push(item);
  startAtLogin(true, { platform, program: 'x', configFolder, setLoginItem });
  expect(told).toEqual([{ openAtLogin: true, args: ['--hidden'] }]);
});
