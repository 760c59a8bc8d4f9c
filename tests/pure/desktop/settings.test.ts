import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keptFile } from '../../../desktop/main/kept-file.ts';
import { openSettings } from '../../../desktop/main/settings/settings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'workspace-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const newFile = () => path.join(folder, `${++count}`, 'settings.json');

test('without a file, everything is as it is delivered', () => {
  expect(openSettings(keptFile(newFile())).get()).toMatchObject({
    closeToTray: true,
    startAtLogin: false,
    notifications: true,
  });
});

test('what is changed is there at the next start, for this user alone', () => {
  const file = newFile();
  openSettings(keptFile(file)).change({ server: 'https://chat.example.lan', closeToTray: false });
  expect(openSettings(keptFile(file)).get()).toMatchObject({
    server: 'https://chat.example.lan',
    closeToTray: false,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '[]', 'null', '{"closeToTray":"yes","notifications":false}'])(
  'the damaged file %j costs what is damaged and nothing more',
  (text) => {
    const file = newFile();
    openSettings(keptFile(file)).change({});
    writeFileSync(file, text);
    const settings = openSettings(keptFile(file));
    expect(settings.get().closeToTray).toBe(true);
    expect(settings.get().notifications).toBe(!text.includes('false'));
    settings.change({ startAtLogin: true });
    expect(JSON.parse(readFileSync(file, 'utf8')).startAtLogin).toBe(true);
  },
);
