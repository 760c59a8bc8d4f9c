import { expect, test } from 'vitest';
import { addPerson, signIn } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { makeApiToken, presenceOf, sessionsOf } from './attempts.ts';

const { server, admin, general } = await serverForSuite();

test('a token is made for its name and scopes, and shown once', async () => {
  const ann = await addPerson(server, admin.token);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const wanted = { name: 'nightly report', scopes: ['read'], expiresAt };
  const { status, body } = await server.post('/tokens', wanted, ann.token);
  expect(status).toBe(201);
  expect(body).toMatchObject({ ...wanted, id: expect.any(String) });
  expect(body.token).toMatch(/^wsk_/);
  const { token, ...rest } = body;
  const listed = await server.get('/tokens', ann.token);
  expect(listed.status).toBe(200);
  expect(listed.body.tokens).toEqual([rest]);
  expect(JSON.stringify(listed.body)).not.toContain(token);
});

test.each([
  ['no name', { scopes: ['read'] }, /^name/],
  ['no scopes', { name: 'x', scopes: [] }, /^scopes/],
  ['an unknown scope', { name: 'x', scopes: ['admin'] }, /^scopes/],
  [
    'an end in the past',
    { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' },
    /^exp/,
  ],
  ['an end that is no time', { name: 'x', scopes: ['read'], expiresAt: 'tomorrow' }, /^expiresAt/],
])('a token with %s is invalid', async (_what, wanted, path) => {
  const { status, body } = await server.post('/tokens', wanted, admin.token);
  expect(status).toBe(422);
  expect(body.code).toBe('invalid-request');
  expect(body.errors[0].path).toMatch(path);
});

test('a token does what its scopes say and no more', async () => {
  const ben = await addPerson(server, admin.token);
  const path = `/channels/${general}/messages`;
  const allowed = { reads: 0, writes: 0 };
  for (const scopes of [['read'], ['write'], ['read', 'write']]) {
    const { token } = await makeApiToken(server, ben.token, { scopes });
    const read = await server.get(path, token);
    const written = await server.post(path, { body: `by ${scopes.join()}` }, token);
    expect(read.status).toBe(scopes.includes('read') ? 200 : 403);
    expect(written.status).toBe(scopes.includes('write') ? 201 : 403);
    if (read.status === 403) expect(read.body.code).toBe('forbidden');
    if (written.status === 403) expect(written.body.code).toBe('forbidden');
    if (written.status === 201) expect(written.body.authorId).toBe(ben.id);
    allowed.reads += Number(read.status === 200);
    allowed.writes += Number(written.status === 201);
  }
  expect(allowed).toEqual({ reads: 2, writes: 2 });
});

test("a member's token has no administrator's powers, an administrator's has", async () => {
  const cat = await addPerson(server, admin.token);
  const hers = await makeApiToken(server, cat.token);
  expect((await server.get('/sessions', hers.token)).status).toBe(403);
  const his = await makeApiToken(server, admin.token);
  expect((await server.get('/sessions', his.token)).status).toBe(200);
});

test('a token takes no seat, is not present, and outlives the session', async () => {
  const dan = await addPerson(server, admin.token);
  const { token } = await makeApiToken(server, dan.token);
  await server.delete('/session', dan.token);
  const before = (await server.get('/presence', admin.token)).body.online;
  const stream = await server.follow(token);
  const [ready] = stream.events;
  expect(ready?.event).toBe('ready');
  expect(ready?.data).not.toHaveProperty('session');
  expect(ready?.data.presence.online).toBe(before);
  expect((await server.get('/presence', token)).body.online).toBe(before);
  expect(await presenceOf(server, token, dan.id)).toBeUndefined();
  expect(await sessionsOf(server, admin.token, dan.id)).toEqual([]);
  expect((await signIn(server, dan)).id).toBe(dan.id);
  expect((await server.get('/presence', token)).body.online).toBe(before + 1);
  stream.abort();
});

test('a token is no session', async () => {
  const { token } = await makeApiToken(server, admin.token);
  expect((await server.get('/channels', token)).status).toBe(200);
  for (const [method, path] of [
    ['GET', '/session'],
    ['POST', '/session/heartbeat'],
    ['DELETE', '/session'],
  ] as const) {
    expect((await server.request(method, path, { token })).status).toBe(403);
  }
  expect((await server.get('/session', admin.token)).status).toBe(200);
});

test('a deleted token is dead at once, with its streams', async () => {
  const eve = await addPerson(server, admin.token);
  const { id, token } = await makeApiToken(server, eve.token);
  const kept = await makeApiToken(server, eve.token);
  const stream = await server.follow(token);
  const post = (body: object) => server.post(`/channels/${general}/messages`, body, token);
  expect((await post({ body: 'remembered from here on' })).status).toBe(201);
  expect((await server.delete(`/tokens/${id}`, eve.token)).status).toBe(204);
  const dead = await server.get('/channels', token);
  expect(dead.status).toBe(401);
  expect(dead.body.code).toBe('not-authenticated');
  await stream.next('session.ended', undefined, 1_000);
  await until(() => stream.isOver(), 1_000);
  // What is no message asks no statement, which would refuse the token: it must be forgotten.
  expect((await post({})).status).toBe(401);
  expect((await server.delete(`/tokens/${id}`, eve.token)).status).toBe(404);
  expect((await server.get('/channels', kept.token)).status).toBe(200);
  expect((await server.get('/session', eve.token)).status).toBe(200);
});

test("nobody sees or deletes another's token", async () => {
  const [fay, gus] = [await addPerson(server, admin.token), await addPerson(server, admin.token)];
  const { id, token } = await makeApiToken(server, fay.token);
  for (const stranger of [gus, admin]) {
    const { body } = await server.get('/tokens', stranger.token);
    expect(JSON.stringify(body)).not.toContain(id);
    expect((await server.delete(`/tokens/${id}`, stranger.token)).status).toBe(404);
  }
  expect((await server.get('/channels', token)).status).toBe(200);
});

test('a token works until it expires, and so does its stream', async () => {
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const { token } = await makeApiToken(server, admin.token, { expiresAt });
  const stream = await server.follow(token);
  expect((await server.get('/channels', token)).status).toBe(200);
  await until(() => Date.now() > Date.parse(expiresAt));
  expect((await server.get('/channels', token)).status).toBe(401);
  await until(() => stream.isOver());
});
