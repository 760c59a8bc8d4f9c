import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { execute } from '../support/postgres.ts';
import { ADMIN, startServer } from '../support/server.ts';

test('a cursor lives through a restart, and is told apart on a restored copy', async () => {
  const database = await newDatabase();
  const first = await startServer({}, database);
  const { token } = await signIn(first, ADMIN);
  const { cursor } = (await first.get('/channels', token)).body;
  await first.stop();

  const again = await startServer({}, database);
  const resumed = await again.follow(token, cursor);
  expect(resumed.events.map((event) => event.event)).toEqual(['ready']);
  expect(resumed.cursor()).toBe(cursor);
  await again.stop();

  const copy = await copyOf(database);
  const restored = await startServer({}, copy);
  const stream = await restored.follow(token, cursor);
  await stream.next('reset');
  const afresh = (await restored.get('/channels', token)).body.cursor;
  expect(afresh).not.toBe(cursor);
  expect(stream.cursor()).toBe(afresh);
  await restored.stop();
  await copy.remove();
  await database.remove();
});

/** As a backup that was restored somewhere else. */
async function copyOf({ env }: TestDatabase): Promise<TestDatabase> {
  if ('DATA_DIR' in env) {
    const folder = mkdtempSync(path.join(tmpdir(), 'workspace-copy-'));
    cpSync(env.DATA_DIR, folder, { recursive: true });
    return {
      env: { DATA_DIR: folder },
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const url = new URL(env.DATABASE_URL);
  const name = url.pathname.slice(1);
  await execute(inject('source'), `create database ${name}_copy template ${name}`);
  url.pathname = `/${name}_copy`;
  return {
    env: { ...env, DATABASE_URL: url.href },
    remove: () => execute(inject('source'), `drop database ${name}_copy with (force)`),
  };
}
