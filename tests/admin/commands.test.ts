import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readHead } from '../../api/events/event-log.ts';
import { attemptWithToken, signInRemembered } from '../auth/attempts.ts';
import { addPerson, addUser, type Person, signIn } from '../support/api.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { workspace, workspaceDoes } from '../support/command.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { newApiToken, postAll } from '../support/posting.ts';
import { isLong, isSpared, rounds } from '../support/rounds.ts';
import { ADMIN } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

let { server, admin } = await serverForSuite();
const { db, close } = await connectToTest(server.database);
afterAll(close);
const folder = mkdtempSync(path.join(tmpdir(), 'workspace-admin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const does = (args: readonly string[], input?: string) =>
  workspaceDoes(server.database.env, args, input);
const refusal = async (args: readonly string[], input?: string) => {
  const { code, stdout, stderr } = await workspace(server.database.env, args, input);
  expect(stdout).toBe('');
  return { code, stderr };
};

/** A stream that is open when a command ends what it lives on. */
async function followed(person: Person) {
  const stream = await server.follow(person.token);
  return {
    async isEnded(reason: string) {
      expect((await stream.next('session.ended')).data).toEqual({ reason });
      expect((await server.get('/users/me', person.token)).status).toBe(401);
    },
  };
}

test.skipIf(isSpared())('an account is made, listed, and gets in', async () => {
  const password = 'a password from a pipe';
  const args = ['user', 'create', 'Piped', '--display-name', 'P. Iped', '--password-file', '-'];
  expect(await does(args, `${password}\n`)).toBe('piped is made (member)\n');
  await signIn(server, { username: 'piped', password });

  const [listed, drawn] = await Promise.all([
    does(['user', 'list', '--json']),
    does(['user', 'create', 'drawn', '--role', 'admin']),
  ]);
  expect(JSON.parse(listed)).toContainEqual(
    expect.objectContaining({ username: 'piped', displayName: 'P. Iped', role: 'member' }),
  );
  const own = /^drawn is made \(admin\)\npassword: (\S{20})\n$/.exec(drawn)?.[1] ?? '';
  await signIn(server, { username: 'drawn', password: own });
});

test.skipIf(isSpared())(
  'disabling ends session and tokens at once, and enabling lets in again',
  async () => {
    const person = await addPerson(server, admin.token, 'leaver');
    const token = await newApiToken(server, person.token);
    const stream = await followed(person);
    expect(await does(['user', 'disable', person.username])).toContain('is disabled');
    await stream.isEnded('disabled');
    expect((await server.get('/users/me', token)).status).toBe(401);
    const table = await does(['user', 'list']);
    expect(table).toMatch(new RegExp(`^${person.username} .* disabled`, 'm'));
    await does(['user', 'enable', person.username]);
    await signIn(server, person);
  },
);

test.skipIf(isSpared())('what administrators did is listed, all of it or of one user', async () => {
  const person = await addPerson(server, admin.token, 'watched');
  await server.patch(`/users/${person.id}`, { displayName: 'W' }, admin.token);
  await does(['user', 'disable', person.username]);
  const table = await does(['audit', '--user', person.username]);
  const [head, ...lines] = table.trimEnd().split('\n');
  expect(head).toMatch(/^WHEN +WHO +FROM +WHAT +WHOM +TARGET +DETAIL$/);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(
    /Z +admin +127\.0\.0\.1 +user\.updated +watched\d* +- +{"displayName":"W"}$/,
  );
  expect(lines[2]).toMatch(/Z +\(operator\) +- +user\.updated +watched/);
  const newest = JSON.parse(await does(['audit', '--limit', '1', '--json']));
  expect(newest).toMatchObject([
    { action: 'user.updated', user: person.username, actor: null, detail: { disabled: true } },
  ]);
  expect((await refusal(['audit', '--limit', 'many'])).code).not.toBe(0);
});

test.skipIf(isSpared())('a new password ends session and tokens, and alone lets in', async () => {
  const person = await addPerson(server, admin.token, 'forgetful');
  const token = await newApiToken(server, person.token);
  const stream = await followed(person);
  const password = 'another password altogether';
  await does(['user', 'reset-password', person.username, '--password-file', '-'], password);
  await stream.isEnded('revoked');
  expect((await server.get('/users/me', token)).status).toBe(401);
  await expect(signIn(server, person)).rejects.toThrow('401');
  await signIn(server, { ...person, password });
});

test.skipIf(isSpared())('sessions are listed and ended by id, by user, and all', async () => {
  const [byId, byName, other] = await Promise.all(
    ['one', 'two', 'three'].map((name) => addPerson(server, admin.token, name)),
  );
  if (byId === undefined || byName === undefined || other === undefined) throw new Error('nobody');
  const streams = await Promise.all([byId, byName, other].map(followed));
  const sessions = JSON.parse(await does(['session', 'list', '--json']));
  expect(sessions).toContainEqual(
    expect.objectContaining({ id: byId.sessionId, username: byId.username }),
  );
  await Promise.all([
    does(['session', 'end', byId.sessionId]),
    does(['session', 'end', byName.username]),
  ]);
  await streams[0]?.isEnded('revoked');
  await streams[1]?.isEnded('revoked');
  expect((await server.get('/users/me', other.token)).status).toBe(200);

  await does(['session', 'end', '--all']);
  await streams[2]?.isEnded('revoked');
  admin = await signIn(server, ADMIN);
});

test.skipIf(isSpared())('a token is made, shown once, listed without it, and revoked', async () => {
  const args = ['token', 'create', ADMIN.username, '--name', 'doctor', '--expires', '2200-01-01'];
  const token = (await does([...args, '--scope', 'read,write'])).trim();
  expect(token).toMatch(/^wsk_/);
  expect((await server.get('/users/me', token)).status).toBe(200);
  const listed = await does(['token', 'list', ADMIN.username, '--json']);
  expect(listed).not.toContain(token);
  const [{ id, ...rest }] = JSON.parse(listed);
  expect(rest).toMatchObject({ scopes: ['read', 'write'], expiresAt: '2200-01-01T00:00:00.000Z' });
  await does(['token', 'revoke', ADMIN.username, id]);
  expect((await server.get('/users/me', token)).status).toBe(401);
});

test.skipIf(isSpared())(
  'all messages of a channel are exported in order, edited and deleted ones too',
  async () => {
    const { id: channelId } = await makeChannel(server, admin, 'Minutes', { kind: 'private' });
    const edited = await say(server, admin, channelId, 'with a mistke');
    const deleted = await say(server, admin, channelId, 'what nobody should read');
    await server.patch(`/messages/${edited.id}`, { body: 'without a mistake' }, admin.token);
    await server.delete(`/messages/${deleted.id}`, admin.token);
    const bodies = upTo(1_200).map((number) => `line ${number}\nwith a break and “quotes”`);
    await postAll(server, admin.token, channelId, bodies, 40);

    const file = path.join(folder, 'minutes.jsonl');
    const [printed] = await Promise.all([
      does(['channel', 'export', 'minutes']),
      does(['channel', 'export', channelId, '--output', file]),
    ]);
    expect(readFileSync(file, 'utf8')).toBe(printed);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const messages = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(messages.map(({ seq }) => seq)).toEqual(upTo(1_202));
    expect(new Set(messages.map(({ author }) => author))).toEqual(new Set([ADMIN.username]));
    expect(messages[0]).toMatchObject({ body: 'without a mistake', editedAt: expect.any(String) });
    expect(messages[1]).toMatchObject({ body: null, deletedAt: expect.any(String) });
    expect(new Set(messages.slice(2).map(({ body }) => body))).toEqual(new Set(bodies));

    const channels = JSON.parse(await does(['channel', 'list', '--json']));
    expect(channels).toContainEqual(
      expect.objectContaining({ id: channelId, messages: 1_202, members: [ADMIN.username] }),
    );
  },
);

const REFUSED: [string[], number, RegExp][] = [
  [['user', 'create', ADMIN.username], 1, /Choose another name/],
  [['session', 'end'], 2, /--all/],
  [['channel', 'export', 'general', '--output', '/nowhere/x'], 1, /\/nowhere\/x cannot be written/],
  [['user', 'reset-password', ADMIN.username, '--password-file', '/nowhere'], 1, /--password-file/],
  [['session', 'end', 'nobody'], 1, /"session list"/],
  [['channel', 'export', 'nowhere'], 1, /"channel list"/],
];
test.skipIf(isSpared()).concurrent.each(REFUSED.slice(0, rounds(3, REFUSED.length)))(
  '%j is refused in one line',
  async (args, code, line) => {
    const outcome = await refusal(args);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(line);
    if (code === 1) expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  },
);

test.skipIf(isSpared())(
  'the last administrator stays, and nobody’s password is their name',
  async () => {
    const others = JSON.parse(await does(['user', 'list', '--json'])).filter(
      ({ role, username }: { role: string; username: string }) =>
        role === 'admin' && username !== ADMIN.username,
    );
    for (const { id } of others)
      await server.patch(`/users/${id}`, { disabled: true }, admin.token);
    const [last, name] = await Promise.all([
      refusal(['user', 'disable', ADMIN.username]),
      refusal(['user', 'create', 'longusername', '--password-file', '-'], 'longUserName'),
    ]);
    expect(last.stderr).toContain('Make somebody else an administrator first');
    expect(name.stderr).toContain('must not be the user name');
  },
);

test.each(isLong() ? (['nothing', 'schema'] as const) : (['nothing'] as const))(
  'the first user is an administrator, and needs no server to have run on a database with %s',
  async (holds) => {
    const database = await newDatabase(holds);
    const made = await workspaceDoes(database.env, ['user', 'create', 'first']);
    expect(made).toMatch(/^first is made \(admin\)\npassword: \S+\n$/);
    await database.remove();
  },
);

test('whether a server can run on the database is told, and of one that runs', async () => {
  const told = await does(['database']);
  if (databaseKind() === 'embedded') {
    expect(told).toMatch(/^embedded database in .*: a server runs on it\n$/);
    return;
  }
  expect(told).toMatch(/^PostgreSQL .*, without TLS: holds a Workspace of this version\n$/);
  const database = await newDatabase('nothing');
  expect(await workspaceDoes(database.env, ['database'])).toMatch(
    /: empty; the first start makes the tables\n$/,
  );
  await database.remove();
});

test.skipIf(isSpared())(
  'ending what a user has while they are away forgets their workstations, and says so',
  async () => {
    const person = await addUser(server, admin.token, 'away');
    const { token, deviceToken } = await signInRemembered(server, person, 'desk');
    await server.delete('/session?keepDevice=true', token);
    const out = await does(['session', 'end', person.username]);
    expect(out).toBe(`${person.username}: the workstation “desk” is forgotten\n`);
    expect((await attemptWithToken(server, deviceToken, 'desk')).status).toBe(401);
    expect(await does(['session', 'end', person.username])).toBe(
      `${person.username} was not connected, and no workstation was remembered\n`,
    );
  },
);

test('the index of the search is emptied, filled anew, and tells how far it is', async () => {
  const { id: channelId } = await makeChannel(server, admin, 'Searched');
  await say(server, admin, channelId, 'aubergine');
  const status = async () => JSON.parse(await does(['search', 'status', '--json']));
  const isComplete = async () => {
    const { position, isBackfilled } = await db
      .selectFrom('searchState')
      .selectAll()
      .executeTakeFirstOrThrow();
    return isBackfilled && position === (await readHead(db)).position;
  };
  await until(isComplete);
  // What the index has lost, it has again.
  await db.deleteFrom('searchEntries').execute();
  expect(await status()).toMatchObject({ isComplete: true, indexed: 0, total: 0 });
  expect(await does(['search', 'rebuild'])).toBe(
    'the index is empty; a running server fills it, from the newest message to the oldest\n"search status" shows how far it is\n',
  );
  await until(isComplete);
  expect((await status()).indexed).toBeGreaterThan(0);
  expect(await does(['search', 'status'])).toMatch(
    /^complete: all [\d,]+ messages can be searched\n$/,
  );
});

test('a folder without a database is not made one', async () => {
  const { code, stderr } = await workspace({ DATA_DIR: folder }, ['user', 'list']);
  expect(code).toBe(1);
  expect(stderr).toContain(`there is no database in ${folder}`);
  expect(readdirSync(folder)).not.toContain('pgdata');
});
