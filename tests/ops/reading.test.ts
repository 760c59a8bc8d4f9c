import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { attempt } from '../auth/attempts.ts';
import { addPerson, signIn } from '../support/api.ts';
import { captureLog } from '../support/captured-log.ts';
import { ADMIN, startServer } from '../support/server.ts';

const log = captureLog();
const server = await startServer({ LOG_LEVEL: 'info' }, undefined, undefined, log);
afterAll(server.stop);
const admin = await signIn(server, ADMIN);

/** The commands of the section, by a word in them. */
function commandWith(word: string): string {
  const section = readFileSync('deploy/README.md', 'utf8')
    .split('\n### ')
    .find((text) => text.startsWith('Reading the log'));
  const found = (section ?? '').split('\n').filter((line) => line.includes(`| jq -cR`));
  const command = found.find((line) => line.includes(word));
  if (command === undefined) throw new Error(`no command with ${word}`);
  return command.replace(/^journalctl .*?\|/, '');
}

function answerOf(word: string, env: Record<string, string>): Record<string, unknown>[] {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', commandWith(word)], {
    // What the server prints for its first start is no JSON.
    input: `The API is described at /docs\n${log.text()}`,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('the commands that read the log answer what their section asks', async () => {
  const claire = await addPerson(server, admin.token, 'claire');
  const refused = await attempt(server, { ...claire, password: 'not hers' }, claire.username);
  await server.delete(`/sessions/${claire.sessionId}`, admin.token);

  expect(answerOf('session ended', { ID: claire.id })).toMatchObject([
    { reason: 'revoked', by: admin.id, address: '127.0.0.1' },
  ]);
  expect(answerOf('sign-in refused', {})).toMatchObject([
    {
      time: expect.stringMatching(/^20.*Z$/),
      code: 'invalid-credentials',
      userId: claire.id,
      address: '127.0.0.1',
    },
  ]);
  const REQUEST = refused.headers.get('x-request-id') ?? '';
  expect(answerOf('$REQUEST', { REQUEST })).toMatchObject([
    { msg: 'sign-in refused', status: 401, userId: claire.id },
  ]);
  expect(answerOf('.status >= 500', {})).toEqual([]);
  log.write('{"level":50,"status":500,"msg":"unexpected error"}\n');
  expect(answerOf('.status >= 500', {})).toHaveLength(1);
});
