import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../desktop/bridge.ts';
import { codeOf, Unreachable } from '../../desktop/main/network/fault.ts';
import { checkServer, originOf } from '../../desktop/main/server/server-choice.ts';
import { freePort } from '../support/postgres.ts';
import { startServer, type TestServer } from '../support/server.ts';

let workspace: TestServer;
const others: Server[] = [];

/** A server that is not Workspace. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  others.push(server);
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeAll(async () => {
  workspace = await startServer();
});
afterAll(async () => {
  for (const server of others) server.close();
  await workspace.stop();
});

test.each([
  ['https://chat.example.lan', 'https://chat.example.lan'],
  ['chat.example.lan', 'https://chat.example.lan'],
  [' Chat.Example.LAN:8443/some/path ', 'https://chat.example.lan:8443'],
  ['localhost:4000', 'http://localhost:4000'],
  ['127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ['http://192.168.1.20', 'http://192.168.1.20'],
])('%j is %s', (typed, origin) => {
  expect(originOf(typed)).toBe(origin);
});

test.each(['', '   ', 'https://', 'ftp://chat.example.lan', 'javascript:alert(1)', 'a b'])(
  '%j is no address',
  async (typed) => {
    expect(await checkServer(typed, fetch)).toEqual({ ok: false, reason: 'invalid-address' });
  },
);

test('an address where Workspace answers is taken', async () => {
  expect(await checkServer(`${workspace.url}/`, fetch)).toEqual({ ok: true, url: workspace.url });
});

test('a redirect is followed to where Workspace really is', async () => {
  const before = await serve((request, response) => {
    response.writeHead(308, { location: `${workspace.url}${request.url}` }).end();
  });
  expect(await checkServer(before, fetch)).toEqual({ ok: true, url: workspace.url });
});

test('another web server, a proxy without its server, and nobody at all are told apart', async () => {
  const other = await serve((_request, response) => response.end('<h1>Welcome to nginx</h1>'));
  const proxy = await serve((_request, response) => response.writeHead(502).end());
  const nobody = `http://127.0.0.1:${await freePort()}`;
  expect(await checkServer(other, fetch)).toEqual({ ok: false, reason: 'not-workspace' });
  expect(await checkServer(proxy, fetch)).toEqual({ ok: false, reason: 'unreachable' });
  expect(await checkServer(nobody, fetch)).toEqual({ ok: false, reason: 'unreachable' });
});

test('why the address cannot be reached is told, with what was tried', async () => {
  const fault: Fault = {
    ...{ code: 'changed-certificate', url: 'https://chat.example.lan', at: 1 },
    error: 'ERR_CERT_AUTHORITY_INVALID',
  };
  const refused = () => Promise.reject(new Unreachable(fault));
  expect(await checkServer('https://chat.example.lan', refused)).toEqual({
    ...{ ok: false, reason: 'changed-certificate', fault },
  });
});

test.each([
  ['ERR_CERT_AUTHORITY_INVALID', 'untrusted-certificate'],
  ['ERR_CERT_REVOKED', 'untrusted-certificate'],
  ['ERR_CERT_DATE_INVALID', 'expired-certificate'],
  ['ERR_CERT_COMMON_NAME_INVALID', 'certificate-of-another'],
  ['ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'client-certificate-wanted'],
  ['ERR_BAD_SSL_CLIENT_AUTH_CERT', 'client-certificate-wanted'],
  ['ERR_PROXY_CONNECTION_FAILED', 'proxy-unreachable'],
  ['ERR_TUNNEL_CONNECTION_FAILED', 'proxy-unreachable'],
  ['ERR_NAME_NOT_RESOLVED', 'name-not-found'],
  ['ERR_CONNECTION_REFUSED', 'unreachable'],
])('%s is %s', (error, code) => {
  expect(codeOf(error)).toBe(code);
});
