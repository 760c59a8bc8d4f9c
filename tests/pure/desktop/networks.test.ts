import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeFetch } from '../../../desktop/main/network/node-fetch.ts';
import { behindPassword, createPasswords } from '../../../desktop/main/network/passwords.ts';
import { firstProxy, httpProxyOf } from '../../../desktop/main/network/route.ts';
import { readTrusted, trustedByNode } from '../../../desktop/main/network/trusted.ts';
import { type Authority, createAuthority } from '../../support/authority.ts';
import { type CompanyProxy, startCompanyProxy } from '../../support/company-proxy.ts';

let folder: string;
let acme: Authority;
let server: http.Server | undefined;
let proxy: CompanyProxy | undefined;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-networks-'));
  acme = createAuthority('Acme');
  const certificate = acme.issue({ subject: 'chat', names: 'DNS:localhost,DNS:chat.test' });
  server = https.createServer(certificate, (request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer t' ? 204 : 401).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
  proxy = await startCompanyProxy({ 'chat.test': port }, 'secret');
});
afterAll(() => {
  server?.close();
  proxy?.stop();
  acme.remove();
  rmSync(folder, { recursive: true });
});

const headers = { authorization: 'Bearer t' };

test('on Linux the system’s store counts, and the organisation’s file on every system', () => {
  const [first, second, own] = ['none.crt', 'bundle.crt', 'own.pem'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  writeFileSync(second, `# Acme\n${acme.pem}`);
  writeFileSync(own, `${acme.pem}# own\n`);
  const bundles = [first, second];
  expect(readTrusted('linux', undefined, bundles)).toEqual([`# Acme\n${acme.pem}`]);
  expect(readTrusted('linux', own, bundles)).toHaveLength(2);
  expect(readTrusted('win32', own, bundles)).toEqual([`${acme.pem}# own\n`]);
  expect(readTrusted('darwin', undefined, bundles)).toEqual([]);
  writeFileSync(own, 'garbage');
  expect(readTrusted('darwin', own, bundles)).toEqual([]);
});

test('when Chromium has ended, Node reaches a server of the organisation’s authority, and no other', async () => {
  const url = `https://localhost:${port}/api/v1/session`;
  const trusting = createNodeFetch({
    trusted: () => trustedByNode([acme.pem]),
    proxyTo: () => undefined,
  });
  expect((await trusting(url, { method: 'DELETE', headers })).status).toBe(204);
  const strict = createNodeFetch({ trusted: () => trustedByNode([]), proxyTo: () => undefined });
  await expect(strict(url, { method: 'DELETE', headers })).rejects.toThrow(/certificate/);
});

test('and through the proxy that Chromium named, with its password', async () => {
  const at = httpProxyOf(`PROXY ${proxy?.address}`);
  if (at === undefined) throw new Error('no proxy');
  const through = (authorization: string | undefined) =>
    createNodeFetch({ trusted: () => [acme.pem], proxyTo: () => ({ ...at, authorization }) });
  const url = `https://chat.test:${port}/api/v1/session`;
  const passwords = createPasswords();
  passwords.want(proxy?.address ?? '', 'The proxy');
  passwords.give(proxy?.address ?? '', { username: 'ann', password: 'secret' });
  const known = through(passwords.basic(proxy?.address ?? ''));
  expect((await known(url, { headers })).status).toBe(204);
  await expect(through(undefined)(url, { headers })).rejects.toThrow('the proxy answers 407');
});

test('the first of the system’s proxies is the one that is named', () => {
  expect(firstProxy('DIRECT')).toBeUndefined();
  expect(firstProxy('PROXY p.lan:3128; DIRECT')).toBe('PROXY p.lan:3128');
  expect(httpProxyOf('PROXY p.lan:3128')).toEqual({ host: 'p.lan', port: 3128 });
  expect(httpProxyOf('PROXY [::1]:3128')).toEqual({ host: '::1', port: 3128 });
  expect(httpProxyOf('SOCKS5 p.lan:1080')).toBeUndefined();
});

test('a password goes to who has asked for it, and is forgotten where it is wrong', () => {
  const passwords = createPasswords();
  const ann = { username: 'ann', password: 'p' };
  passwords.give('p.lan:1', ann);
  expect(passwords.get('p.lan:1')).toBeUndefined();
  expect(passwords.want('p.lan:1', 'x')).toEqual({ to: 'p.lan:1', realm: 'x', wasRefused: false });
  passwords.give('p.lan:1', ann);
  expect(passwords.get('p.lan:1')).toEqual(ann);
  expect(passwords.want('p.lan:1', 'x').wasRefused).toBe(true);
  expect(passwords.get('p.lan:1')).toBeUndefined();
});

test('behind a password the token goes as the cookie that the server sets', () => {
  const secure = behindPassword(new Headers(headers), 'https://chat.lan', 'Basic eA==');
  expect(Object.fromEntries(secure)).toEqual({
    authorization: 'Basic eA==',
    cookie: '__Host-workspace_session=t',
    origin: 'https://chat.lan',
  });
  const plain = behindPassword(new Headers(headers), 'http://chat.lan', 'Basic eA==');
  expect(plain.get('cookie')).toBe('workspace_session=t');
  expect(
    Object.fromEntries(behindPassword(new Headers(), 'https://chat.lan', 'Basic eA==')),
  ).toEqual({ authorization: 'Basic eA==' });
});
