import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import openapiTypes, { astToString } from 'openapi-typescript';
import { afterAll, expect, test } from 'vitest';
import { ADMIN } from '../../support/server.ts';
import { serverForSuite } from '../../support/suite.ts';

const run = promisify(execFile);
const { server } = await serverForSuite();
const description = JSON.stringify((await server.get('/openapi.json')).body);
// Where the packages of the client are found.
const folder = mkdtempSync(path.join(import.meta.dirname, 'generated-'));
afterAll(() => rmSync(folder, { recursive: true }));

test("the description keeps Redocly's recommended rules", async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: description, config });
  expect(problems.map(({ ruleId, location }) => [ruleId, location[0]?.pointer])).toEqual([]);
});

const CLIENT = `
import createClient from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

const [url = '', username = '', password = ''] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: url });

async function run() {
  const device = { fingerprint: 'a-generated-client' };
  const signedIn = await client.POST('/api/v1/sessions', {
    body: { username, password, device, takeover: true },
  });
  if (signedIn.error) throw new Error(signedIn.error.code);
  const headers = { authorization: \`Bearer \${signedIn.data.token}\` };
  const list = await client.GET('/api/v1/channels', { headers });
  const id = list.data?.channels[0]?.id ?? '';
  for (const body of ['one', 'two', 'three']) {
    const posted = await client.POST('/api/v1/channels/{id}/messages', {
      params: { path: { id } },
      body: { body },
      headers,
    });
    if (posted.response.status !== 201) throw new Error(String(posted.response.status));
  }
  const read: string[] = [];
  for (let before: number | undefined; ; ) {
    const query = { limit: 2, ...(before !== undefined && { before }) };
    const page = await client.GET('/api/v1/channels/{id}/messages', {
      params: { path: { id }, query },
      headers,
    });
    const messages: components['schemas']['Message'][] = page.data?.messages ?? [];
    read.unshift(...messages.map(({ body }) => body ?? ''));
    before = messages[0]?.seq;
    if (!page.data?.hasMore) break;
  }
  await client.DELETE('/api/v1/session', { headers });
  console.log(JSON.stringify(read));
}
await run();
`;

test('a client that is generated from the description compiles, signs in, posts and pages', async () => {
  const types = astToString(await openapiTypes(description));
  writeFileSync(path.join(folder, 'api.d.ts'), types);
  writeFileSync(path.join(folder, 'client.ts'), CLIENT);
  const options = {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
  };
  const config = path.join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
  await run(path.resolve('node_modules/.bin/tsc'), ['-p', config]);
  const { username, password } = ADMIN;
  const client = [path.join(folder, 'client.ts'), server.url, username, password];
  const { stdout } = await run(process.execPath, client);
  expect(JSON.parse(stdout)).toEqual(['one', 'two', 'three']);
});
