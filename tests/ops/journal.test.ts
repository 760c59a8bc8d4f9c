import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await newDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-journal-'));
});
afterEach(async () => {
  await database.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a server that writes to a file, until `isOver`; resolves to the lines of the file. */
async function linesOf(
  env: Record<string, string>,
  journalStream: (file: string) => string,
  isOver: (printed: string, url: string) => boolean | Promise<boolean>,
): Promise<string[]> {
  const file = path.join(folder, 'journal');
  const output = openSync(file, 'w');
  const { dev, ino } = fstatSync(output, { bigint: true });
  const port = String(await freePort());
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, [path.resolve('api/main.ts')], {
    env: {
      PATH,
      NODE_COMPILE_CACHE,
      PORT: port,
      ...database.env,
      JOURNAL_STREAM: journalStream(`${dev}:${ino}`),
      ...env,
    },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const printed = () => readFileSync(file, 'utf8');
  await until(() => isOver(printed(), `http://localhost:${port}`), 30_000);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  if (child.exitCode === null) await ended;
  return printed().trimEnd().split('\n');
}

const ADMIN = { ADMIN_USERNAME: 'ann', ADMIN_PASSWORD: 'correct horse battery' };
const isReady = (printed: string) => printed.includes('ready on');

test('journald gets each line with its priority, and the JSON after it', async () => {
  const lines = await linesOf(
    { ...ADMIN, LOG_LEVEL: 'debug' },
    (file) => file,
    async (printed, url) => {
      await fetch(`${url}/healthz`).catch(() => undefined);
      return printed.includes('"level":20');
    },
  );
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    const [, mark, json = ''] = /^<(\d)>(.*)$/.exec(line) ?? [];
    const { level } = JSON.parse(json);
    expect([mark, level]).toEqual([level >= 40 ? '4' : level >= 30 ? '6' : '7', level]);
  }
});

test('what ends a start is an error to journald', async () => {
  const [line, ...others] = await linesOf(
    { HEARTBEAT_TIMEOUT_MS: 'soon' },
    (file) => file,
    (printed) => printed.includes('cannot start'),
  );
  expect(line).toMatch(/^<3>Workspace cannot start: HEARTBEAT_TIMEOUT_MS/);
  expect(others).toEqual([]);
});

test.runIf(databaseKind() === 'postgresql')('errors and warnings have their own', async () => {
  const away = { DATABASE_URL: 'postgres://127.0.0.1:1/away' };
  const lines = await linesOf(
    away,
    (file) => file,
    (printed) => printed.includes('waiting for it'),
  );
  expect(lines.find((line) => line.includes('waiting for it'))).toMatch(/^<4>\{"level":40/);
});

test('an output that is not journald’s has no marks, though the variable is set', async () => {
  const lines = await linesOf(ADMIN, () => '8:1234', isReady);
  expect(lines.every((line) => line.startsWith('{"level":'))).toBe(true);
});
