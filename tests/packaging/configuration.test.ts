import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { expect, test } from 'vitest';
import { configuration } from '../../desktop/packaging/electron-builder.ts';

const UPDATE_URL = 'https://chat.example.lan/updates';

test.each([{}, { UPDATE_URL }])(
  'electron-builder accepts every field, with %o',
  async (environment) => {
    const config = configuration(environment);
    await validateConfiguration(config, new DebugLogger(false));
    const misspelt = { ...config, nsis: { ...config.nsis, oneClik: true } };
    await expect(validateConfiguration(misspelt, new DebugLogger(false))).rejects.toThrow(
      'configuration.nsis',
    );
  },
);

test('each system gets its kind of package', () => {
  const { linux, win, mac } = configuration({});
  expect(linux?.target).toEqual([
    { target: 'AppImage', arch: ['x64'] },
    { target: 'deb', arch: ['x64'] },
  ]);
  expect(win?.target).toEqual([{ target: 'nsis', arch: ['x64'] }]);
  expect(mac?.target).toEqual([{ target: 'dmg', arch: ['x64', 'arm64'] }]);
});

test('a Mac that updates itself gets the zip that its updater takes', () => {
  expect(configuration({ UPDATE_URL }).mac?.target).toContainEqual({
    target: 'zip',
    arch: ['x64', 'arm64'],
  });
});

test('on Windows one chooses for whom to install, in English or French', () => {
  expect(configuration({}).nsis).toMatchObject({
    oneClick: false,
    perMachine: false,
    installerLanguages: ['en_US', 'fr_FR'],
  });
});

test('tokens around do not choose a place to publish to, since there is expressly none', () => {
  expect(configuration({}).publish).toBeNull();
  expect(configuration({ UPDATE_URL: '' }).publish).toBeNull();
});

test.each([
  'https://chat.example.lan/updates',
  'https://chat.example.lan:8443/',
  'http://127.0.0.1:9000/',
])('updates can come from %s', (url) => {
  expect(configuration({ UPDATE_URL: url }).publish).toEqual({ provider: 'generic', url });
});

test.each([
  'chat.example.lan',
  'http://chat.example.lan/updates',
  'file:///srv/updates',
  'https://',
  'https://user:password@chat.example.lan/',
  'https://chat.example.lan/updates?token=abc',
])('updates cannot come from %s', (url) => {
  expect(() => configuration({ UPDATE_URL: url })).toThrow(/^UPDATE_URL must be [^\n]+$/);
});
