import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../api/config.ts';

const NAMES = Object.keys(readConfig({}));

test('an environment with anything in it is a configuration, or a list of what is wrong', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('', ' ', '0', '-1', '1e3', '0x10', 'NaN', 'Infinity', '9'.repeat(400), 'on'),
    fc.array(fc.oneof(ranges(), fc.constantFrom(',', ' ', '/')), { maxLength: 4 }).map(String),
  );
  const names = fc.constantFrom(...NAMES, 'ADMIN_USERNAME', 'ADMIN_PASSWORD', 'DATABASE_URL');
  fc.assert(
    fc.property(fc.array(fc.tuple(names, value), { maxLength: 4 }), (pairs) => {
      expectConfigOrFaults(Object.fromEntries(pairs));
    }),
    { numRuns: 500 },
  );
});

test('pings come after 15 s unless set otherwise, and never so late that clients miss two', () => {
  expect(readConfig({}).PING_INTERVAL_MS).toBe(15_000);
  expect(() => readConfig({ PING_INTERVAL_MS: '15001' })).toThrow(ConfigError);
});

test('a bucket is configured whole, and not beside a folder', () => {
  const bucket = {
    FILES_S3_ENDPOINT: 'https://s3.example.com',
    FILES_S3_BUCKET: 'files',
    FILES_S3_ACCESS_KEY_ID: 'key',
    FILES_S3_SECRET_ACCESS_KEY: 'secret',
  };
  expect(readConfig(bucket)).toMatchObject({ ...bucket, FILES_S3_REGION: 'us-east-1' });
  const faultsOf = (env: Record<string, string>) => {
    try {
      readConfig(env);
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.faults;
    }
  };
  const { FILES_S3_BUCKET: _, ...half } = bucket;
  expect(faultsOf(half)).toEqual([expect.stringMatching(/^FILES_S3_BUCKET: must be set too/)]);
  expect(faultsOf({ ...bucket, FILES_DIR: '/srv/files' })).toEqual([
    expect.stringMatching(/^FILES_DIR: files are either there or in FILES_S3_BUCKET/),
  ]);
  expect(faultsOf({ ...bucket, FILES_S3_ENDPOINT: 's3.example.com' })).toEqual([
    expect.stringMatching(/^FILES_S3_ENDPOINT: must be an address/),
  ]);
});

test('a list of trusted proxies is read whole, or refused', () => {
  const lists = fc.array(ranges(), { maxLength: 4 }).map((entries) => entries.join(','));
  fc.assert(fc.property(lists, (list) => expectConfigOrFaults({ TRUSTED_PROXIES: list })));
});

function expectConfigOrFaults(env: Record<string, string>): void {
  try {
    expect(Object.keys(readConfig(env))).toEqual(expect.arrayContaining(NAMES));
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
  }
}

function ranges(): fc.Arbitrary<string> {
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('::ffff:10.0.0.1', 'fe80::1%eth0', '::', '10.0.0', '[::1]', '', '010.0.0.1'),
  );
  const suffix = fc.constantFrom('', '/', '/0', '/8', '/32', '/33', '/128', '/129', '/-0', '/1e1');
  return fc.tuple(address, suffix).map(([base, bits]) => base + bits);
}
