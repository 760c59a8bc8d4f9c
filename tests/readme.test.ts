import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDatabase, type TestDatabase } from './support/database.ts';
import { isReady, type ServerProcess, spawnServer } from './support/server.ts';
import { until } from './support/until.ts';

let database: TestDatabase;
let server: ServerProcess;
let folder: string;
let shell: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-tour-'));
  database = await newDatabase();
  server = await spawnServer({ ...database.env, ADMIN_USERNAME: '', ADMIN_PASSWORD: '' });
  await isReady(server);
});
afterAll(async () => {
  // The tour leaves loops running, as it would in a reader's terminal: its whole group ends.
  if (shell?.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  await server.kill('SIGTERM');
  await database.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("the README's tour with curl works as it stands", async () => {
  const tour = readFileSync('README.md', 'utf8')
    .split('\n## ')
    .find((section) => section.startsWith('A tour with curl'));
  const blocks = [...(tour ?? '').matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1]);
  expect(blocks.length).toBeGreaterThan(9);

  const setupToken = await until(() => /"setupToken":"([^"]+)"/.exec(server.output())?.[1]);
  const script = blocks.join('\n').replaceAll('http://localhost:4000', server.url);
  const { code, output } = await bash(`set -euo pipefail\n${script}\necho the end`, setupToken);

  expect(output).toContain('"body": "Hello @bob, are you there?"');
  expect(output).toContain('event: message.created');
  expect(output).toContain('1 Hello @bob, are you there?\n2 You have missed this.');
  expect(output).toContain('2 connected: Bob, Claire');
  expect(output).toContain('general: 1 unread');
  expect(output).toContain('Yes, @claire.\n👍 1 reply\nHello @bob, are you there?: 1 mention\n');
  expect(output).toContain('{"emoji":"📅","text":"In a meeting"}');
  expect(output).toContain('You have missed this. [[9,15]]\ngeneral: Hello @bob, are you there?\n');
  expect(output).toContain(
    'Yes, @claire.\nYou have missed this.\nHello @bob, are you there?\n"general","You have missed this."\n',
  );
  expect(output).toContain('"name": "plan.txt",\n  "type": "text/plain"');
  expect(output).toContain('application/gzip\ndate.txt.gz\nplan.txt\nplan.txt\n');
  expect(output).toContain('The backup is done.');
  expect(output.trimEnd()).toMatch(/logged-out\n1\nthe end$/);
  expect(code).toBe(0);
  const log = await until(() => {
    const text = readFileSync(path.join(folder, 'bob.log'), 'utf8');
    return text.includes('session.ended') && text;
  });
  expect(log).toContain('session.ended {"reason":"logged-out"}');
  expect(log.match(/The backup is done/g)).toHaveLength(1);
});

async function bash(script: string, setupToken: string) {
  shell = spawn('bash', ['-c', script], {
    cwd: folder,
    detached: true,
    env: { PATH: process.env['PATH'], SETUP_TOKEN: setupToken },
  });
  let output = '';
  const keep = (data: Buffer) => {
    output += data;
  };
  shell.stdout?.on('data', keep);
  shell.stderr?.on('data', keep);
  const [code] = await once(shell, 'exit');
  // The loops keep the pipe open, so it never closes; what was written before the end still comes.
  if (code === 0) await until(() => output.includes('the end'));
  return { code, output };
}
