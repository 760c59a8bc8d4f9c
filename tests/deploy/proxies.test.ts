import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, connectTo, generalOf, type Person, signIn } from '../support/api.ts';
import { newApiToken, post } from '../support/posting.ts';
import { PROXY_KINDS } from '../support/proxy-files.ts';
import { type ReverseProxy, startProxy } from '../support/reverse-proxy.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: Person;
let token: string;
let general: string;
beforeAll(async () => {
  server = await startServer({ TRUSTED_PROXIES: '127.0.0.1', WEB_CLIENT: 'on' });
  admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  general = await generalOf(server, token);
});
afterAll(() => server.stop());

describe.each(PROXY_KINDS)('behind %s', (kind) => {
  let proxy: ReverseProxy;
  let api: Api;
  beforeAll(async () => {
    proxy = await startProxy(kind, { servers: [server.url] });
    api = connectTo(proxy.url);
  });
  afterAll(() => proxy?.stop());

  test('each event arrives before the next is posted', async () => {
    const stream = await api.follow(token);
    for (let count = 0; count < 10; count += 1) {
      const { id } = await post(api, token, general, `number ${count}`);
      await stream.next('message.created', (message) => message.id === id, 1_000);
    }
    expect(stream.bodies()).toHaveLength(10);
    stream.abort();
  });
});
