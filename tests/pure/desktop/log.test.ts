import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Log, openLog } from '../../../desktop/main/support/log.ts';
import { notedFetch } from '../../../desktop/main/support/noted-fetch.ts';

let folder: string;
let log: Log;
const NOW = '2026-11-30T08:00:00.000Z';

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'workspace-log-')), 'logs');
  log = openLog(folder, () => new Date(NOW));
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const file = (name = 'client.log') => path.join(folder, name);

test('a note is a line with its time and level, in a file for the user alone', () => {
  log.note('server: https://chat.example.lan');
  log.note('page: gone,\n  crashed', 'error');
  const lines = [
    `${NOW} info server: https://chat.example.lan`,
    `${NOW} error page: gone, crashed`,
  ];
  expect(readFileSync(file(), 'utf8')).toBe(`${lines.join('\n')}\n`);
  expect(log.lines()).toEqual(lines);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('the log keeps a megabyte and one predecessor', () => {
  for (const name of ['first', 'second', 'third']) {
    log.note(name);
    writeFileSync(file(), `${'x'.repeat(1_000_000)}\n`, { flag: 'a' });
  }
  log.note('fourth');
  expect(readdirSync(folder).sort()).toEqual(['client.1.log', 'client.log']);
  expect(log.lines().filter((line) => !line.startsWith('x'))).toEqual([
    `${NOW} info third`,
    `${NOW} info fourth`,
  ]);
});

test('a log that cannot be written does not end the client', () => {
  writeFileSync(folder, 'a file where the folder should be');
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  log.note('lost');
  expect(said).toHaveBeenCalledWith('lost', expect.anything());
  expect(log.lines()).toEqual([]);
  said.mockRestore();
});

test.each([
  ['GET https://ann:secret@chat.example/a', 'GET https://chat.example/a'],
  ['GET https://chat.example/search?q=secret#x failed', 'GET https://chat.example/search failed'],
  ['{"authorization":"Bearer secret"}', '{"authorization":"Bearer …'],
  ['token wss_sec-ret wsd_secret.', 'token … ….'],
  ['x'.repeat(600), 'x'.repeat(500)],
])('%s is written as %s', (text, written) => {
  log.note(text);
  expect(log.lines()).toEqual([`${NOW} info ${written}`]);
});

test('a request that fails is noted by method, path and fault, until it ends otherwise', async () => {
  let answer: () => Promise<Response>;
  const fetch = notedFetch(() => answer(), log.note);
  const refused = () => Promise.reject(new Error('net::ERR_CONNECTION_REFUSED'));
  const status = (code: number) => () => Promise.resolve(new Response('secret', { status: code }));
  const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
  const givenUp = AbortSignal.abort();
  async function ask(answers: typeof answer, signal: AbortSignal | null = null): Promise<void> {
    answer = answers;
    const init = { method: 'POST', body: 'secret', signal };
    await fetch('https://chat.example/api/v1/session?q=secret', init).catch(() => undefined);
  }
  for (const answers of [refused, refused, status(502), status(200), status(502), status(401)]) {
    await ask(answers);
  }
  await ask(() => Promise.reject(late.reason), late);
  await ask(() => Promise.reject(givenUp.reason), givenUp);
  const request = `${NOW} error request: POST https://chat.example/api/v1/session`;
  expect(log.lines()).toEqual([
    `${request} net::ERR_CONNECTION_REFUSED`,
    `${request} 502`,
    `${request} 502`,
    `${NOW} info request: POST https://chat.example/api/v1/session 401`,
    `${request} late`,
  ]);
});
