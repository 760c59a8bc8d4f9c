import { expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const { server, other, admin } = await nodesForSuite();
const bob = await signIn(server, await addUser(server, admin.token, 'bob'));

async function ask(
  node: { url: string },
  path: string,
  headers: Record<string, string> = {},
  token = bob.token,
) {
  const response = await fetch(`${node.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity', ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const nameOf = (text: string, id: string) =>
  JSON.parse(text).users.find((user: { id: string }) => user.id === id)?.displayName;

test('whoever has the list of users is told so, until somebody changes, on every node', async () => {
  const first = await ask(server, '/users');
  const tag = first.headers.get('etag') ?? '';
  expect(first.headers.get('cache-control')).toBe('no-cache, private');
  for (const node of [server, other]) {
    for (const known of [tag, `"another", ${tag}`, tag.replace('W/', ''), '*']) {
      const same = await ask(node, '/users', { 'if-none-match': known });
      expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', tag]);
    }
  }
  for (const n of [1, 2, 3]) {
    const displayName = `Bob the ${n}th`;
    expect((await other.patch('/users/me', { displayName }, bob.token)).status).toBe(200);
    for (const node of [server, other]) {
      const after = await ask(node, '/users', { 'if-none-match': tag });
      expect([after.status, nameOf(after.text, bob.id)]).toEqual([200, displayName]);
    }
  }
});

test('a time zone, of which nobody is told, is in the list a moment later', async () => {
  await server.patch('/users/me', { timeZone: 'Asia/Tokyo' }, bob.token);
  for (const node of [server, other]) {
    await until(async () => {
      const { users } = JSON.parse((await ask(node, '/users')).text);
      return users.some((user: { timeZone: string }) => user.timeZone === 'Asia/Tokyo');
    });
  }
});

test('the list is compressed for those who take that', async () => {
  const plain = await ask(server, '/users');
  expect([plain.headers.get('content-encoding'), plain.headers.get('vary')]).toEqual([
    null,
    'Accept-Encoding',
  ]);
  for (const [takes, encoding] of [
    ['gzip, deflate, br', 'gzip'],
    ['gzip;q=0, identity', null],
    ['br', null],
  ] as const) {
    const answer = await ask(server, '/users', { 'accept-encoding': takes });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    // Fetch has unpacked it.
    expect(answer.text).toBe(plain.text);
    expect(answer.headers.get('etag')).toBe(plain.headers.get('etag'));
  }
});

test('a status that ends by itself is gone from the list when it has ended', async () => {
  const at = new Date(Date.now() + 1_500).toISOString();
  await server.patch('/users/me', { status: { text: 'at lunch', until: at } }, bob.token);
  const statusOf = async () =>
    JSON.parse((await ask(server, '/users')).text).users.find(
      (user: { id: string }) => user.id === bob.id,
    ).status;
  expect(await statusOf()).toMatchObject({ text: 'at lunch' });
  await until(async () => (await statusOf()) === null);
});

test('the members of a channel are listed anew when one comes, goes or takes another name', async () => {
  const eve = await addUser(server, admin.token, 'eve');
  const { id } = await makeChannel(server, admin, 'team', { memberIds: [bob.id] });
  const path = `/channels/${id}/members`;
  const membersOn = async (node: { url: string }) =>
    JSON.parse((await ask(node, path, {}, admin.token)).text).members.map(
      ({ displayName }: { displayName: string }) => displayName,
    );
  const { displayName } = (await server.get('/users/me', bob.token)).body;
  const both = async (expected: string[]) => {
    for (const node of [server, other]) expect(await membersOn(node)).toEqual(expected);
  };
  await both(['admin', displayName]);
  await other.put(`/channels/${id}/members/${eve.id}`, undefined, admin.token);
  await both(['admin', displayName, 'eve']);
  await server.patch('/users/me', { displayName: 'Robert' }, bob.token);
  await both(['admin', 'Robert', 'eve']);
  // Whoever is taken out may not see what others have just asked for.
  await server.delete(`/channels/${id}/members/${bob.id}`, admin.token);
  await both(['admin', 'eve']);
});

test('a list that others have asked for is not for those who may not see the channel', async () => {
  const { body } = await server.post('/channels', { name: 'closed', kind: 'private' }, admin.token);
  const path = `/channels/${body.id}/members`;
  expect((await ask(server, path, {}, admin.token)).status).toBe(200);
  expect((await ask(server, path)).status).toBe(404);
});
