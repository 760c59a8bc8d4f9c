import type { MiddlewareHandler } from 'hono';
import { afterAll, expect, test } from 'vitest';
import type { Credential } from '../../api/auth/credentials/credential.ts';
import { readHead } from '../../api/events/event-log.ts';
import type { AppEnv } from '../../api/http/env.ts';
import type { SearchPage } from '../../api/search/contract.ts';
import { NDJSON } from '../../api/search/operations.ts';
import { searchRoutes } from '../../api/search/routes.ts';
import { createSearches } from '../../api/search/searches.ts';
import { type Api, addPerson, type Person } from '../support/api.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const { server, other, admin, general } = await nodesForSuite();
const { db, close } = await connectToTest(server.database);
afterAll(close);
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

async function find(by: Person, q: string, more = '', api: Api = server): Promise<SearchPage> {
  const { status, body } = await api.get(`/search?q=${encodeURIComponent(q)}${more}`, by.token);
  expect([q, status, body.errors]).toEqual([q, 200, undefined]);
  return body;
}
const bodies = async (by: Person, q: string, api?: Api) =>
  (await find(by, q, '', api)).results.map(({ message }) => message.body);
const refusal = async (q: string) => {
  const { status, body } = await server.get(`/search?q=${encodeURIComponent(q)}`, alice.token);
  return [status, body.errors?.[0]?.path, body.errors?.[0]?.message];
};
/** Until all that was said is in the index. */
const indexed = () =>
  until(async () => {
    const { position } = await db
      .selectFrom('searchState')
      .select('position')
      .executeTakeFirstOrThrow();
    return position === (await readHead(db)).position;
  });

test('a message is found at once, by its words in any order, on every node', async () => {
  await say(server, alice, general, 'La sauvegarde de Proxmox a échoué cette nuit');
  for (const api of [server, other]) {
    expect(await bodies(bob, 'proxmox sauvegardes', api)).toEqual([
      'La sauvegarde de Proxmox a échoué cette nuit',
    ]);
  }
  await indexed();
  expect(await bodies(bob, 'ECHOUEE sauv')).toHaveLength(1);
  expect(await bodies(bob, 'proxmox vacances')).toEqual([]);
  const { results } = await find(bob, 'sauvegarde');
  expect(results[0]).toMatchObject({
    channel: { id: general, kind: 'public' },
    highlights: [[3, 13]],
  });
});

test('nobody finds what they may not read, nor what they may no longer read', async () => {
  const channel = await makeChannel(server, alice, 'secrets', { kind: 'private' });
  await say(server, alice, channel.id, 'the launch code is marmalade');
  const member = `/channels/${channel.id}/members/${bob.id}`;
  const seen = async () => (await bodies(bob, 'marmalade')).length;
  for (const wait of [async () => undefined, indexed]) {
    await wait();
    expect(await seen()).toBe(0);
    expect((await server.put(member, undefined, alice.token)).status).toBe(204);
    expect(await seen()).toBe(1);
    expect((await server.delete(member, alice.token)).status).toBe(204);
    expect(await seen()).toBe(0);
  }
  expect((await refusal('in:nowhere x'))[0]).toBe(422);
  const { status } = await server.get(`/search?q=${encodeURIComponent('in:secrets x')}`, bob.token);
  expect(status).toBe(422);
});

test('an edited message is found by its new words from then on, a deleted one never again', async () => {
  const message = await say(server, alice, general, 'aubergine');
  for (const [from, to] of [
    ['aubergine', 'courgette'],
    ['courgette', 'rhubarb'],
  ]) {
    const path = `/messages/${message.id}`;
    expect((await server.patch(path, { body: to }, alice.token)).status).toBe(200);
    expect([await bodies(bob, from ?? ''), await bodies(bob, to ?? '')]).toEqual([[], [to]]);
    await indexed();
    expect([await bodies(bob, from ?? ''), await bodies(bob, to ?? '')]).toEqual([[], [to]]);
  }
  expect((await server.delete(`/messages/${message.id}`, alice.token)).status).toBe(204);
  expect(await bodies(bob, 'rhubarb')).toEqual([]);
  await indexed();
  expect(await bodies(bob, 'rhubarb')).toEqual([]);
});

test('replies in threads are found by whoever is in the channel', async () => {
  const root = await say(server, alice, general, 'who brings cake?');
  const { body: thread } = await server.put(`/messages/${root.id}/thread`, undefined, alice.token);
  await say(server, bob, thread.id, 'I bring a clafoutis');
  for (const wait of [async () => undefined, indexed]) {
    await wait();
    const { results } = await find(alice, 'clafoutis');
    expect(results[0]).toMatchObject({
      message: { parentId: general },
      channel: { id: thread.id, kind: 'thread', name: null },
    });
    expect(await bodies(alice, 'is:thread clafoutis')).toHaveLength(1);
    expect(await bodies(alice, 'is:thread cake')).toEqual([]);
  }
});

test('filters narrow it down, in English and French', async () => {
  const channel = await makeChannel(server, alice, 'Équipe réseau');
  await server.put(`/channels/${channel.id}/members/${bob.id}`, undefined, bob.token);
  const one = await say(
    server,
    alice,
    channel.id,
    `switch 1 @${bob.username} https://example.org/a_b`,
  );
  const two = await say(server, bob, channel.id, 'switch 2');
  await say(server, alice, general, 'switch 3');
  await server.put(
    `/messages/${one.id}/reactions/${encodeURIComponent('👍')}`,
    undefined,
    bob.token,
  );
  await server.put(`/messages/${two.id}/pin`, undefined, bob.token);
  await server.put(`/messages/${one.id}/saved`, undefined, bob.token);
  const today = String(one.createdAt).slice(0, 10);
  for (const wait of [async () => undefined, indexed]) {
    await wait();
    for (const [q, found] of [
      ['switch', [3, 2, 1]],
      [`switch from:${alice.username}`, [3, 1]],
      ['switch de:moi', [2]],
      ['switch in:equipe-reseau', [2, 1]],
      ['switch dans:"équipe réseau" -2', [1]],
      ['switch has:link', [1]],
      [`switch avec:lien de:${bob.username}`, []],
      ['switch has:file', []],
      ['switch has:reaction', [1]],
      ['switch is:pinned', [2]],
      ['switch est:enregistré', [1]],
      ['switch mentions:me', [1]],
      ['is:saved', [1]],
      [`switch on:${today}`, [3, 2, 1]],
      [`switch le:${today} from:${alice.username} from:${bob.username}`, [3, 2, 1]],
      [`switch before:${today}`, []],
      [`switch après:2020-01-01`, [3, 2, 1]],
      [`switch after:${today}`, []],
      ['"switch 1"', [1]],
      ['a_b', [1]],
    ] as const) {
      const numbers = (await bodies(bob, q)).map((body) => Number(body?.slice(7, 8)));
      expect([q, numbers]).toEqual([q, found]);
    }
  }
  expect(await bodies(alice, 'is:saved')).toEqual([]);
});

test('a direct channel is searched by the name of who is in it', async () => {
  const { body: direct } = await server.put(`/direct/${bob.id}`, undefined, alice.token);
  await say(server, alice, direct.id, 'strictly between us');
  expect(await bodies(bob, `in:@${alice.username} us`)).toEqual(['strictly between us']);
});

test('pages follow each other without gap and without repetition, whatever comes meanwhile', async () => {
  const channel = await makeChannel(server, alice, 'pages');
  for (const n of upTo(23)) await say(server, alice, channel.id, `needle ${n}`);
  const seen: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const page: SearchPage = await find(
      alice,
      'needle',
      `&limit=5${next === '' ? '' : `&before=${next}`}`,
    );
    seen.push(...page.results.map(({ message }) => message.body ?? ''));
    next = page.next;
    await say(server, alice, channel.id, 'needle of later');
  }
  expect(seen).toEqual(upTo(23).map((n) => `needle ${24 - n}`));
});

test('what is not understood is refused with what to write instead', async () => {
  for (const [q, message] of [
    ['from:nobody-at-all x', '“from:nobody-at-all”: nobody is called nobody-at-all'],
    ['before:yesterday', '“before:yesterday” is no day: write it as 2026-01-31'],
    ['on:2026-02-30', '“on:2026-02-30” is no day: write it as 2026-01-31'],
    ['has:money', '“has:money” is not known: write link, file or reaction'],
    ['is:', '“is:” needs a value right after it'],
    [Array(21).fill('x').join(' '), 'search for 20 words at most: there are 21'],
  ]) {
    expect(await refusal(q ?? '')).toEqual([422, 'q', message]);
  }
  expect((await server.get('/search', alice.token)).status).toBe(422);
  expect((await server.get('/search?q=x&before=y', alice.token)).body.errors[0].path).toBe(
    'before',
  );
  for (const q of ['', '   ', '!!!', '""', "'; drop table messages; --", '\\ & | ! ( ) :* <->']) {
    expect((await find(alice, q)).results).toEqual([]);
  }
});

test('all results come as lines where that is asked for', async () => {
  const channel = await makeChannel(server, alice, 'lines');
  for (const n of upTo(120)) await say(server, alice, channel.id, `ligne ${n}`);
  const { body, headers } = await server.request('GET', '/search?q=in:lines&limit=1', {
    token: alice.token,
    headers: { accept: 'application/x-ndjson' },
  });
  expect(headers.get('content-type')).toBe('application/x-ndjson');
  const lines = String(body).trim().split('\n');
  expect(lines).toHaveLength(120);
  expect(JSON.parse(lines[0] ?? '').message.body).toBe('ligne 120');
});

const credentialOf = ({ id, sessionId, username }: Person): Credential => ({
  ...{ kind: 'api-token', id: sessionId, scopes: ['read'], expiresAt: null },
  ...{ userId: id, username, role: 'member', tokenDigest: '' },
});

test('an export breaks off when its credential ends', async () => {
  let pages = 0;
  const routes = searchRoutes(
    createSearches(db),
    async (c, next) => {
      c.set('credential', credentialOf(alice));
      await next();
    },
    async () => {
      pages += 1;
      return pages > 1;
    },
  );
  const { body } = await routes.request('/search?q=in:lines', {
    headers: { accept: 'application/x-ndjson' },
  });
  const lines: string[] = [];
  await expect(async () => {
    for await (const chunk of body ?? [])
      lines.push(...Buffer.from(chunk).toString().trim().split('\n'));
  }).rejects.toThrow('the credential of the export has ended');
  expect(lines).toHaveLength(100);
});

test('nobody searches more than four times at once, nor for a client that has gone', async () => {
  const begin = createSearches(db);
  const query = { q: 'ligne', before: undefined, limit: 1 };
  const gone = new AbortController();
  const turns = upTo(4).map((n) => begin(alice.id, n === 4 ? gone.signal : undefined));
  const answers = Promise.allSettled(turns.map((turn) => turn.find(query)));
  expect(() => begin(alice.id)).toThrow(expect.objectContaining({ code: 'too-many-requests' }));
  gone.abort();
  expect((await begin(bob.id).find(query)).results).toEqual([]);
  expect((await answers).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
  ]);
  // Each makes room for one, however often it ends.
  for (const _ of upTo(2)) turns[0]?.end();
  for (const _ of upTo(2)) begin(alice.id);
  expect(() => begin(alice.id)).toThrow();
});

test('an export is one search from its first line to its last, or until its client goes', async () => {
  const begin = createSearches(db);
  const signIn: MiddlewareHandler<AppEnv> = async (c, next) => {
    c.set('credential', credentialOf(alice));
    await next();
  };
  const routes = searchRoutes(begin, signIn, async () => false);
  const ask = () => routes.request('/search?q=in:lines', { headers: { accept: NDJSON } });
  const exports = await Promise.all(upTo(4).map(ask));
  const isRefused = () => {
    try {
      begin(alice.id).end();
      return false;
    } catch {
      return true;
    }
  };
  expect(isRefused()).toBe(true);
  await exports[0]?.body?.cancel();
  expect(isRefused()).toBe(false);
  // What others search for meanwhile takes nothing from an export that has begun.
  const others = [begin(alice.id)];
  expect((await exports[1]?.text())?.trim().split('\n')).toHaveLength(120);
  for (const turn of others) turn.end();
  for (const answer of exports.slice(2)) await answer.text();
  for (const turn of upTo(4).map(() => begin(alice.id))) turn.end();
});
