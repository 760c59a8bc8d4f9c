import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isPossible } from '../../support/possible.ts';
import { type Cluster, createCluster, createDatabase, freePort } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { isMissing, run, Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch[Symbol.dispose]());

const SETTINGS = 'etc/workspace/workspace.env';
const linked = (name: string) =>
  readlinkSync(path.join(scratch.root, 'opt/workspace', name)).replace(/-[0-9a-f]{12}$/, '');

test('what the unit starts is a server with the settings that were asked for', async () => {
  const port = await freePort();
  const options = ['--port', `${port}`, '--trusted-proxies', '10.0.0.1,10.0.1.0/24'];
  expect(scratch.install(...options)).toMatchObject({ status: 0 });
  const settings = scratch.read(SETTINGS);
  expect(settings).toContain('\nDATABASE_URL=postgres://workspace@%2Frun%2Fpostgresql');
  expect(settings).toContain('\nTRUSTED_PROXIES=10.0.0.1,10.0.1.0/24\n');

  const unit = scratch.read('etc/systemd/system/workspace.service');
  const [node = '', ...rest] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '')
    .split(' ')
    .map((word) => (word.startsWith('/') ? path.join(scratch.root, word) : word));
  const server = spawn(node, [`--env-file=${path.join(scratch.root, SETTINGS)}`, ...rest], {
    env: { PATH: process.env['PATH'], DATABASE_URL: 'postgres://127.0.0.1:1/away' },
    stdio: 'ignore',
  });
  const exited = once(server, 'exit');
  try {
    const health = () => fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    expect((await until(health)).status).toBe(200);
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
});

test('a second run changes nothing', () => {
  scratch.install();
  const before = scratch.listing();
  expect(before).toContain('./opt/workspace/current');
  expect(scratch.install('--host', '0.0.0.0', '--database', 'embedded').status).toBe(0);
  expect(scratch.listing()).toBe(before);
});

test('settings of the administrator stay, and new ones are told', () => {
  scratch.install();
  const file = path.join(scratch.root, SETTINGS);
  writeFileSync(file, 'PORT=4444\n#HOST=\n');
  scratch.setVersion('9.0.0');
  const { status, printed } = scratch.install('--port', '5555');
  expect(status).toBe(0);
  expect(scratch.read(SETTINGS)).toBe('PORT=4444\n#HOST=\n');
  expect(printed).toContain('new setting, which has a default: LOG_LEVEL');
  expect(printed).not.toMatch(/new setting.*: (PORT|HOST)/);
});

test('an upgrade switches the version and its units, and --rollback switches back', () => {
  scratch.setVersion('9.1.0');
  scratch.install();
  scratch.setVersion('9.2.0');
  scratch.edit('deploy/systemd/workspace.service', (content) => `${content}# of 9.2.0\n`);
  scratch.install();
  const unit = () => scratch.read('etc/systemd/system/workspace.service');
  expect([linked('current'), linked('previous')]).toEqual(['releases/9.2.0', 'releases/9.1.0']);
  expect(unit()).toContain('# of 9.2.0');

  expect(scratch.install('--rollback').status).toBe(0);
  expect([linked('current'), linked('previous')]).toEqual(['releases/9.1.0', 'releases/9.2.0']);
  expect(unit()).not.toContain('# of 9.2.0');
});

test.each([
  ['is refused, and nothing changes', 'exit 1', 1, '9.1.0'],
  ['is made, and the version is the new one', 'exit 0', 0, '9.2.0'],
])('before an upgrade a backup %s', (_what, script, status, version) => {
  scratch.setVersion('9.1.0');
  // As without --root, which leaves backups alone, on a machine where systemd does not run.
  scratch.edit('deploy/install/services.sh', (text) =>
    text
      .replace('[ -z "$root" ] && [ -e', '[ -e')
      .replaceAll(/(?<=[ (])\/opt\/workspace\/current/g, '"$root"$&')
      .replace('[ -d /run/systemd/system ]', 'false'),
  );
  // Or this machine's own units would be started.
  expect(readFileSync(path.join(scratch.source, 'deploy/install/services.sh'), 'utf8')).not.toMatch(
    /\/run\/systemd/,
  );
  scratch.install();
  const command = path.join(scratch.root, 'opt/workspace/current/deploy/bin/workspace');
  writeFileSync(command, `#!/bin/sh\necho "$1"\n${script}\n`);
  const unit = scratch.read('etc/systemd/system/workspace.service');

  scratch.setVersion('9.2.0');
  scratch.edit('deploy/systemd/workspace.service', (text) => `${text}# of 9.2.0\n`);
  const upgraded = run(
    path.join(scratch.source, 'deploy/install.sh'),
    ['--root', scratch.root, '--prebuilt'],
    { BACKUP_FOLDER: scratch.folder },
  );
  expect(upgraded.status).toBe(status);
  expect(upgraded.printed).toMatch(/backing up before the upgrade\nbackup\n/);
  expect(upgraded.printed.includes('the backup failed, so nothing was upgraded')).toBe(
    status === 1,
  );
  expect(linked('current')).toBe(`releases/${version}`);
  const isSame = scratch.read('etc/systemd/system/workspace.service') === unit;
  expect(isSame).toBe(status === 1);
});

test('the newest three versions are kept', () => {
  for (const version of ['9.1.0', '9.2.0', '9.3.0', '9.4.0']) {
    scratch.setVersion(version);
    scratch.install();
  }
  const releases = path.join(scratch.root, 'opt/workspace/releases');
  const versions = () => readdirSync(releases).map((name) => name.split('-')[0]);
  expect(versions().sort()).toEqual(['9.2.0', '9.3.0', '9.4.0']);
});

test('an archive is installed by the installer in it', () => {
  scratch.setVersion('9.8.0');
  scratch.edit('deploy/install.sh', (content) =>
    content.replace('usage() {', 'echo "of 9.8.0"\n$&'),
  );
  const archive = path.join(scratch.folder, 'workspace.tar.gz');
  run('tar', ['-C', scratch.folder, '-czf', archive, 'source']);
  const options = ['--root', scratch.root, '--prebuilt', '--from', archive];
  const { status, printed } = run('deploy/install.sh', options);
  expect([status, printed.split('\n')[0]]).toEqual([0, 'of 9.8.0']);
  expect(linked('current')).toBe('releases/9.8.0');
});

test('a Node.js that is not the one in the lock file is not run, and nothing is installed', async () => {
  const { folder, source, root } = scratch;
  const node = path.join(folder, 'package/bin/node');
  mkdirSync(path.dirname(node), { recursive: true });
  writeFileSync(node, `#!/bin/sh\ntouch ${folder}/was-run\n`, { mode: 0o755 });
  run('tar', ['-C', folder, '-czf', `${folder}/forged.tgz`, 'package']);
  const forged = readFileSync(`${folder}/forged.tgz`);
  const registry = createServer((_, response) => response.end(forged)).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = registry.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  // Not with run(), in which the registry could not answer.
  const installer = spawn(path.join(source, 'deploy/install.sh'), ['--root', root], {
    env: { ...process.env, NPM_CONFIG_REGISTRY: `http://127.0.0.1:${address.port}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [printed, [status]] = await Promise.all([text(installer.stderr), once(installer, 'close')]);
  registry.close();

  expect([status, printed]).toEqual([1, expect.stringContaining('is not what it should be')]);
  expect(existsSync(path.join(folder, 'was-run'))).toBe(false);
  expect(readdirSync(path.join(root, 'opt/workspace'))).toEqual(['releases']);
  expect(readdirSync(path.join(root, 'opt/workspace/releases'))).toEqual([]);
});

test.each([
  ['--database', 'mysql'],
  ['--port', 'http'],
  ['--web-client', 'everyone'],
  ['--trusted-proxies', 'proxy.example.lan'],
  ['--colour', 'blue'],
])('%s %s is refused before anything is done', (...options) => {
  expect(scratch.install(...options).status).toBe(1);
  expect(existsSync(scratch.root)).toBe(false);
});

describe('with PostgreSQL elsewhere', () => {
  const SECRET = 'not-to%40-be-seen';
  let cluster: Cluster;
  let url: string;
  beforeAll(async () => {
    cluster = await createCluster();
    const there = new URL((await createDatabase(cluster.url)).url);
    there.password = SECRET;
    there.search = 'sslmode=prefer&application_name=a|b';
    url = there.href;
  });
  afterAll(() => cluster.destroy());

  /** Every command line of the machine that holds the secret, until the installer has ended. */
  async function installBy(
    input: string,
  ): Promise<{ status: number; printed: string; seen: string[] }> {
    const options = ['--root', scratch.root, '--prebuilt', '--database-url', '-'];
    const installer = spawn(path.join(scratch.source, 'deploy/install.sh'), options);
    const exited = once(installer, 'close');
    const printed = Promise.all([text(installer.stdout), text(installer.stderr)]);
    installer.stdin.end(`${input}\n`);
    const seen: string[] = [];
    await until(() => {
      seen.push(
        ...run('ps', ['-eo', 'args'])
          .printed.split('\n')
          .filter((line) => line.includes(SECRET)),
      );
      return installer.exitCode !== null;
    }, 30_000);
    const [status] = await exited;
    return { status, printed: (await printed).join(''), seen };
  }

  test('the server’s own code connects, the setting is kept, and nobody sees the password', async () => {
    const { status, printed, seen } = await installBy(url);
    expect({ status, seen }).toEqual({ status: 0, seen: [] });
    expect(printed).toMatch(/PostgreSQL at .*: empty; the first start makes the tables/);
    expect(printed).not.toContain(SECRET);
    expect(scratch.read(SETTINGS)).toContain(`\nDATABASE_URL=${url}\n`);
    expect(statSync(path.join(scratch.root, SETTINGS)).mode & 0o777).toBe(0o640);

    const before = scratch.listing();
    expect(scratch.install('--database-url', url).status).toBe(0);
    expect(scratch.install('--database-url', `${url}c`)).toEqual({
      status: 1,
      printed: expect.stringContaining('names another database: change DATABASE_URL there'),
    });
    expect(scratch.listing()).toBe(before);
  });

  test('no setting is written where the database cannot be used', () => {
    const refused = (place: string, options: string[] = []) => {
      const { status, printed } = scratch.install('--database-url', place, ...options);
      expect(status).toBe(1);
      expect(printed).not.toContain(SECRET);
      expect(existsSync(path.join(scratch.root, SETTINGS))).toBe(false);
      return printed;
    };
    const missing = new URL(url);
    missing.pathname = 'missing';
    expect(refused(missing.href)).toMatch(/there is no database "missing" .* createdb --owner/);
    expect(refused(url.replace('%40', '%'))).toContain('has a % that encodes nothing');
    expect(refused(url.replace('%40', ' '))).toContain('with @ in the password as %40');
    expect(refused(url, ['--database', 'embedded'])).toContain('not for an embedded database');
  });
});

const ACCESS = 'etc/workspace/access.nft';
const ACCESS_UNIT = 'etc/systemd/system/workspace.service.d/access.conf';

test('where the server listens to others and its proxies are named, only these are let in', () => {
  const proxies = '10.77.9.2, fd77::2 10.77.8.0/24';
  const { printed } = scratch.install('--host', '0.0.0.0', '--trusted-proxies', proxies);
  expect(printed).toContain(
    'port 4000 is open to this machine and to the proxies in /etc/workspace',
  );
  expect(scratch.read(SETTINGS)).toContain(`\nTRUSTED_PROXIES=${proxies}\n`);
  expect(scratch.read(ACCESS)).toContain('ip saddr { 10.77.9.2, 10.77.8.0/24 } accept');
  expect(scratch.read(ACCESS)).toContain('ip6 saddr { fd77::2 } accept');
  expect(scratch.read(ACCESS_UNIT)).toMatch(
    /^ExecStartPre=\+\/usr\/sbin\/nft -f \/etc\/workspace/m,
  );
  // They are the administrator's from then on.
  writeFileSync(path.join(scratch.root, ACCESS), '# mine\n');
  scratch.install('--host', '0.0.0.0', '--trusted-proxies', '10.0.0.1');
  expect(scratch.read(ACCESS)).toBe('# mine\n');
});

test.each([
  [['--host', '0.0.0.0'], 'port 4000 is open to whoever reaches this machine, in plain HTTP'],
  [['--trusted-proxies', '127.0.0.1'], undefined],
])('with %j there are no such rules', (options, told) => {
  const { printed } = scratch.install(...options);
  expect(existsSync(path.join(scratch.root, ACCESS_UNIT))).toBe(false);
  if (told === undefined) expect(printed).not.toContain(' is open to ');
  else expect(printed).toContain(told);
});

const mayMakeNetworks = isPossible(
  process.getuid?.() === 0,
  'these tests do not run as root, so that the one of the installer’s network rules is skipped',
);
test.skipIf(!mayMakeNetworks || isMissing('nft', 'nftables') || isMissing('ip', 'iproute2'))(
  'by these rules the proxies connect, and nobody else does',
  () => {
    scratch.install(
      '--host',
      '0.0.0.0',
      '--port',
      '4321',
      '--trusted-proxies',
      '10.77.9.2 fd77::2',
    );
    const rules = path.join(scratch.root, ACCESS);
    const { status, printed } = run('tests/deploy/install/who-gets-in.sh', [rules]);
    expect([status, printed.trim().split('\n')]).toEqual([
      0,
      [
        'from 10.77.9.2 to 4321: connected',
        'from 10.77.9.3 to 4321: not connected',
        'from fd77::2 to 4321: connected',
        'from fd77::3 to 4321: not connected',
        'from 127.0.0.1 to 4321: connected',
        'from 10.77.9.3 to 4322: connected',
      ],
    ]);
  },
);
