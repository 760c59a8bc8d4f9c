import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workspaceDoes } from '../support/command.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { type Listener, listenAt } from '../support/datagrams.ts';
import { isPossible } from '../support/possible.ts';
import { until } from '../support/until.ts';

const hasLog = isPossible(
  ['script', 'logger', 'perl'].every((program) => spawnSync(program, ['--version']).status === 0),
  'script, logger or perl is not installed, so that the tests of commands at a terminal are skipped: apt-get install bsdutils perl',
);
/** What is logged by the facility of services (3), as information (6). */
const MARK = `<${3 * 8 + 6}>`;

describe.runIf(hasLog)('a command at a terminal', () => {
  let folder: string;
  let database: TestDatabase;
  let systemLog: Listener;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'workspace-terminal-'));
    database = await newDatabase();
    const socket = path.join(folder, 'log');
    systemLog = await listenAt(socket);
    // The real program, to a log of the test's own.
    const logger = path.join(folder, 'logger');
    const line = `PATH=/usr/bin:/bin exec logger --socket-errors=on --socket '${socket}' "$@"`;
    writeFileSync(logger, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    await create('ann');
    await create('bob');
  });
  afterAll(async () => {
    systemLog.stop();
    await database.remove();
    rmSync(folder, { recursive: true });
  });

  const create = (name: string) =>
    workspaceDoes(
      database.env,
      ['user', 'create', name, '--password-file', '-'],
      `correct horse ${name}'s battery\n`,
    );

  /** Runs the command as somebody does who types it; resolves to what they see. */
  async function typed(command: string, loggerIn = folder): Promise<string> {
    const whole = `PATH='${loggerIn}' '${process.execPath}' '${path.resolve('api/admin/main.ts')}' ${command}`;
    const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
    const child = spawn('script', ['--quiet', '--return', '--command', whole, '/dev/null'], {
      env: { PATH, NODE_COMPILE_CACHE, ...database.env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [[code], seen] = await Promise.all([once(child, 'close'), text(child.stdout)]);
    expect([code, seen]).toEqual([0, expect.any(String)]);
    return seen;
  }

  const audited = () =>
    systemLog.told.flatMap((line) => {
      const [, json] = /^[^{]* workspace: (\{.*\})$/.exec(line) ?? [];
      const parsed = json === undefined ? {} : JSON.parse(json);
      return parsed.msg === 'audit' ? [parsed] : [];
    });

  test.each([
    ['user disable bob', 'user.updated', 'bob is disabled'],
    ['token create ann --name reports', 'token.created', 'wsk_'],
  ])(
    'says «%s» to the system’s log, and shows only what came of it',
    async (command, action, shown) => {
      const seen = await typed(command);
      expect(seen).toContain(shown);
      expect(seen).not.toContain('"level"');
      const line = await until(() => audited().find((audit) => audit.action === action));
      expect(line).toMatchObject({ level: 30, via: 'operator', userId: expect.any(String) });
      expect(systemLog.told.every((line) => line.startsWith(MARK))).toBe(true);
      expect(systemLog.told.join('\n')).not.toContain('wsk_');
    },
  );

  test('does the same where the system has no log', async () => {
    const seen = await typed('user enable bob', path.join(folder, 'nowhere'));
    expect(seen.trim()).toBe('bob is enabled');
  });
});
