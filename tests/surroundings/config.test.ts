import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../api/config.ts';
import { spawnServer } from '../support/server.ts';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

const namesIn = (faults: readonly string[]) =>
  faults.map((fault) => /^[A-Z_]+/.exec(fault)?.[0] ?? fault);

const admin = { ADMIN_USERNAME: 'admin', ADMIN_PASSWORD: 'correct horse battery' };

test('without any variable the defaults are those of the contract', () => {
  expect(readConfig({})).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 4000,
    DATA_DIR: './data',
    HEARTBEAT_INTERVAL_MS: 15_000,
    HEARTBEAT_TIMEOUT_MS: 45_000,
    DRAIN_MS: 0,
    POST_RATE_LIMIT: 20,
    CHANGE_RATE_LIMIT: 20,
    STREAMS_PER_CREDENTIAL: 8,
    EVENT_RETENTION_DAYS: 30,
    WEB_CLIENT: 'local',
    ONE_USER_PER_ADDRESS: 'off',
    DEVICE_SCOPE: 'machine',
    MESSAGE_HISTORY: 'off',
    DEVICE_ENROLMENT: 'open',
  });
  expect(readConfig({}).DATABASE_URL).toBeUndefined();
});

test('an empty variable counts as one that is not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', ADMIN_USERNAME: '' })).toEqual(readConfig({}));
});

describe('a value that is not valid is a fault that names its variable', () => {
  const invalid: Record<string, string[]> = {
    PORT: ['abc', '-1', '65536', '1.5'],
    DATABASE_URL: ['mysql://host/db', 'host', 'http://host'],
    HEARTBEAT_INTERVAL_MS: ['soon', '0', '-5'],
    HEARTBEAT_TIMEOUT_MS: ['soon', '0', '1e12'],
    DRAIN_MS: ['soon', '-1', '60001'],
    TRUSTED_PROXIES: ['everyone', '10.0.0.0/33', '10.0.0.0/', '10.0.0.1, ::1/200', '1.2.3/8'],
    OPS_ACCESS: ['everyone', 'all, none', '10.0.0.0/33', 'none 10.0.0.1'],
    POST_RATE_LIMIT: ['-1', 'many'],
    CHANGE_RATE_LIMIT: ['-1', 'many'],
    STREAMS_PER_CREDENTIAL: ['-1', 'many', '1.5'],
    EVENT_RETENTION_DAYS: ['0', '-1', 'forever'],
    LOG_LEVEL: ['loud'],
    WEB_CLIENT: ['maybe', 'true'],
    ONE_USER_PER_ADDRESS: ['yes', 'true'],
    ADMIN_USERNAME: ['a', '-a', 'a b', 'a.', 'all', 'Everyone'],
    ADMIN_PASSWORD: ['short', 'x'.repeat(257), 'ADMIN'],
  };
  for (const [name, values] of Object.entries(invalid)) {
    test(name, () => {
      const rest = name.startsWith('ADMIN_') ? admin : {};
      expect(faultsOf(rest)).toEqual([]);
      for (const value of values) {
        const named = namesIn(faultsOf({ ...rest, [name]: value }));
        expect(new Set(named), value).toEqual(new Set([name]));
      }
    });
  }
});

test('what is valid is taken', () => {
  for (const TRUSTED_PROXIES of ['10.0.0.0/8', '::1', '10.0.0.1, fd00::/8 192.168.0.0/16']) {
    expect(faultsOf({ TRUSTED_PROXIES })).toEqual([]);
  }
  for (const DATABASE_URL of ['postgres://host/db', 'postgresql://user:secret@host:5433/db']) {
    expect(faultsOf({ DATABASE_URL })).toEqual([]);
  }
  for (const OPS_ACCESS of ['all', 'none', '10.0.0.5', '198.51.100.0/24 2001:db8::/32']) {
    expect(faultsOf({ OPS_ACCESS })).toEqual([]);
  }
  expect(faultsOf({ POST_RATE_LIMIT: '0', STREAMS_PER_CREDENTIAL: '0', PORT: '0' })).toEqual([]);
  expect(faultsOf({ ...admin, EVENT_RETENTION_DAYS: '0.5', WEB_CLIENT: 'off' })).toEqual([]);
});

test('a heartbeat that is due later than it is missed is a fault', () => {
  const env = { HEARTBEAT_INTERVAL_MS: '5000', HEARTBEAT_TIMEOUT_MS: '5000' };
  expect(namesIn(faultsOf(env))).toEqual(['HEARTBEAT_TIMEOUT_MS']);
  expect(faultsOf({ ...env, HEARTBEAT_TIMEOUT_MS: '5001' })).toEqual([]);
});

test('a name without a password, and the other way round, is a fault', () => {
  expect(namesIn(faultsOf({ ADMIN_USERNAME: 'admin' }))).toEqual(['ADMIN_PASSWORD']);
  const { ADMIN_PASSWORD } = admin;
  expect(namesIn(faultsOf({ ADMIN_PASSWORD }))).toEqual(['ADMIN_USERNAME']);
});

test('faults of one variable and of several together are told all at once', () => {
  const env = {
    PORT: 'abc',
    HEARTBEAT_INTERVAL_MS: '5000',
    HEARTBEAT_TIMEOUT_MS: '4000',
    ADMIN_USERNAME: 'admin',
  };
  expect(namesIn(faultsOf(env)).toSorted()).toEqual([
    'ADMIN_PASSWORD',
    'HEARTBEAT_TIMEOUT_MS',
    'PORT',
  ]);
});

test('the start stops with one line for each fault and exit code 1', async () => {
  const server = await spawnServer({
    PORT: 'abc',
    DATABASE_URL: 'mysql://host',
    LOG_LEVEL: 'loud',
    TRUSTED_PROXIES: 'everyone',
    ADMIN_PASSWORD: 'short',
  });
  expect(await server.exited).toBe(1);
  const lines = server.output().trim().split('\n');
  expect(lines).toHaveLength(5);
  for (const name of ['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'TRUSTED_PROXIES', 'ADMIN_PASSWORD']) {
    expect(lines.filter((line) => line.includes(name))).toHaveLength(1);
  }
  // The password itself is nobody's business.
  expect(server.output()).not.toContain('short');
});
