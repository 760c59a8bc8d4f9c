import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { crashDumpsIn, pruneCrashDumps } from '../../../desktop/main/support/crash-dumps.ts';
import { describeFacts } from '../../../desktop/main/support/diagnostics.ts';
import { wordsIn } from '../../../desktop/main/words.ts';

const at = (second: number) => `2026-11-30T08:00:${String(second).padStart(2, '0')}`;
const FACTS = {
  program: ['Workspace 1.2.3'],
  server: 'https://chat.example',
  serverVersion: undefined,
  canKeepSecrets: false,
  showsTrayIcons: true,
  showsNotifications: true,
  crashDumps: { folder: '/dumps', count: 2 },
};

test('diagnostics tell the newest changes of the connection, errors, and the last of the updater', () => {
  const lines = [
    ...[1, 2, 3].map((second) => `${at(second)}.123Z info connection: live`),
    `${at(4)}.123Z error update: net::ERR_NAME_NOT_RESOLVED`,
    `${at(5)}.123Z error request: GET https://chat.example/api/v1/events 502`,
  ];
  const text = describeFacts({ ...FACTS, log: { folder: '/logs', lines } }, wordsIn('en'), 2);
  expect(text.split('\n')).toEqual([
    'Workspace 1.2.3',
    'Server: https://chat.example, does not answer',
    'Secrets can be kept: no',
    'Tray icons are shown: yes',
    'Notifications are shown: yes',
    'Updates: 2026-11-30 08:00:04Z error update: net::ERR_NAME_NOT_RESOLVED',
    'Crash reports, on this machine only: 2, /dumps',
    'Log: /logs',
    '',
    'Connection, last changes',
    '2026-11-30 08:00:02Z info connection: live',
    '2026-11-30 08:00:03Z info connection: live',
    '',
    'Last errors',
    '2026-11-30 08:00:04Z error update: net::ERR_NAME_NOT_RESOLVED',
    '2026-11-30 08:00:05Z error request: GET https://chat.example/api/v1/events 502',
  ]);
});

test('the newest five crash dumps are kept, with what belongs to them', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-dumps-'));
  for (const name of ['completed', 'pending']) mkdirSync(path.join(folder, name));
  for (let count = 1; count <= 7; count += 1) {
    for (const ending of ['dmp', 'meta']) {
      const name = `${count % 2 === 0 ? 'completed' : 'pending'}/${count}.${ending}`;
      writeFileSync(path.join(folder, name), '');
      utimesSync(path.join(folder, name), count, count);
    }
  }
  writeFileSync(path.join(folder, 'settings.dat'), '');
  pruneCrashDumps(folder);
  const left = crashDumpsIn(folder).map((file) => path.relative(folder, file));
  expect(left).toEqual(
    ['pending/7', 'completed/6', 'pending/5', 'completed/4', 'pending/3'].map(
      (name) => `${name}.dmp`,
    ),
  );
  expect(crashDumpsIn(path.join(folder, 'none'))).toEqual([]);
  rmSync(folder, { recursive: true });
});
