import { describe, expect, test } from 'vitest';
import { judge } from '../../api/doctor/judge/judge.ts';
import {
  type Answer,
  type Diagnosed,
  FORGED_ADDRESS,
  type Measurements,
  type Tls,
  type Watched,
} from '../../api/doctor/measurements.ts';

const AT = new Date('2026-05-04T12:00:00Z');
const DAY_MS = 24 * 3_600_000;
const MIB = 2 ** 20;

const tls: Tls = {
  protocol: 'TLSv1.3',
  isHttp2: true,
  fault: undefined,
  validFrom: new Date(AT.getTime() - 30 * DAY_MS),
  validTo: new Date(AT.getTime() + 60 * DAY_MS),
  issuer: 'Example Authority',
  names: 'chat.example.lan',
};

const diagnosed: Diagnosed = {
  version: '1.2.3',
  nodeVersion: '24.1.0',
  now: AT.toISOString(),
  uptimeSeconds: 3_600,
  memoryBytes: 100 * MIB,
  fileLimit: 65_536,
  database: {
    kind: 'postgresql',
    version: '17.1',
    latencyMs: 0.4,
    sizeBytes: 10 * MIB,
    pendingMigrations: [],
  },
  search: { isComplete: true, indexed: 1_000, total: 1_000 },
  disk: { freeBytes: 20_000 * MIB, totalBytes: 30_000 * MIB },
  filesDisk: { freeBytes: 20_000 * MIB, totalBytes: 30_000 * MIB },
  settings: {
    webClient: 'on',
    trustedProxies: ['10.0.0.2/32'],
    oneUserPerAddress: false,
    heartbeat: { intervalMs: 15_000, timeoutMs: 45_000 },
    pingIntervalMs: 15_000,
    mostFileBytes: 100 * MIB,
  },
  client: {
    address: '10.0.0.50',
    peer: '10.0.0.2',
    isPeerTrusted: true,
    forwardedFor: '10.0.0.50',
    isSecure: true,
  },
  askedAt: AT.getTime(),
  ms: 4,
  local: '10.0.0.50',
};

const idle: Watched = {
  status: 200,
  events: ['ready', 'ping', 'ping', 'ping', 'ping'].map((event, index) => ({
    event,
    atMs: 10 + index * 15_500,
  })),
  endedMs: undefined,
  watchedMs: 75_000,
  plainMs: 5,
};

function answer(status: number, text = '', headers: Record<string, string> = {}): Answer {
  return { status, headers, text, askedAt: AT.getTime(), ms: 4, local: '10.0.0.50' };
}

const PROBLEM = { 'content-type': 'application/problem+json' };

const VERSION = '{"info":{"version":"1.2.3"}}';

const well: Measurements = {
  url: new URL('https://chat.example.lan'),
  version: '1.2.3',
  at: AT,
  reach: { value: { address: '10.0.0.2', local: '10.0.0.50', tls } },
  clearText: { value: answer(308, '', { location: 'https://chat.example.lan/' }) },
  ready: { value: answer(200, '{"status":"ready"}', { date: AT.toUTCString() }) },
  description: {
    value: answer(200, VERSION, {
      'strict-transport-security': 'max-age=31536000',
    }),
  },
  metrics: { value: answer(404) },
  nearLimit: { value: answer(422, '', { ...PROBLEM, 'ratelimit-policy': '"sign-in";q=300;w=60' }) },
  overLimit: { value: answer(413, '', PROBLEM) },
  upload: { value: { bytes: 100 * MIB, answer: answer(401, '', PROBLEM) } },
  diagnostics: { value: diagnosed },
  forged: { value: diagnosed },
  encoding: { value: 'identity' },
  delivery: { value: { arrivals: [5, 6, 7], isResumed: true } },
  idle: { value: idle },
};

/** What is not well, as `name: status`. */
function faults(changed: Partial<Measurements>): string[] {
  return judge({ ...well, ...changed })
    .filter(({ status }) => status !== 'ok')
    .map(({ name, status }) => `${name}: ${status}`);
}

const withTls = (changed: Partial<Tls>): Partial<Measurements> => ({
  reach: { value: { address: '10.0.0.2', local: '10.0.0.50', tls: { ...tls, ...changed } } },
});
const withServer = (changed: Partial<Diagnosed>): Partial<Measurements> => ({
  diagnostics: { value: { ...diagnosed, ...changed } },
});
const withDatabase = (changed: Partial<Diagnosed['database']>) =>
  withServer({ database: { ...diagnosed.database, ...changed } });
const withClient = (changed: Partial<Diagnosed['client']>) =>
  withServer({ client: { ...diagnosed.client, ...changed } });
const withIdle = (changed: Partial<Watched>): Partial<Measurements> => ({
  idle: { value: { ...idle, ...changed } },
});
const inDays = (days: number) => new Date(AT.getTime() + days * DAY_MS);

describe('the doctor judges', () => {
  test('nothing where all is well', () => {
    expect(faults({})).toEqual([]);
  });

  test.each<[string, Partial<Measurements>, string[]]>([
    [
      'a certificate that ends in 20 days',
      withTls({ validTo: inDays(20) }),
      ['certificate: warning'],
    ],
    ['one that ends in 7 days', withTls({ validTo: inDays(7) }), ['certificate: warning']],
    ['one that ends in 6 days', withTls({ validTo: inDays(6.9) }), ['certificate: failure']],
    ['one that has ended', withTls({ validTo: inDays(-1) }), ['certificate: failure']],
    ['one that is to begin', withTls({ validFrom: inDays(1) }), ['certificate: failure']],
    [
      'one of another name',
      withTls({ fault: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      ['certificate: failure'],
    ],
    [
      'one of an unknown authority',
      withTls({ fault: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
      ['certificate: failure'],
    ],
    ['no HTTP/2', withTls({ isHttp2: false }), ['protocol: warning']],
    ['clear text on port 80', { clearText: { value: answer(200) } }, ['port 80: warning']],
    ['another program', { ready: { value: answer(200, '<h1>Hello') } }, ['ready: failure']],
    ['another version', { version: '1.2.4' }, ['version: warning']],
    [
      'a clock that is 3 s behind',
      withServer({ now: new Date(AT.getTime() - 3_000).toISOString() }),
      ['clock: warning'],
    ],
    [
      'a clock that is 40 s ahead',
      withServer({ now: new Date(AT.getTime() + 40_000).toISOString() }),
      ['clock: failure'],
    ],
    [
      'an address that nobody here has',
      withClient({ address: '192.0.2.1' }),
      ['client address: warning'],
    ],
    [
      'a proxy that does not say for whom',
      withClient({ address: '10.0.0.2', forwardedFor: null }),
      ['client address: failure'],
    ],
    [
      'a proxy that is not trusted',
      withClient({ address: '10.0.0.2', isPeerTrusted: false, isSecure: false }),
      ['client address: failure', 'https seen: skipped'],
    ],
    [
      'a made-up address that is believed',
      {
        forged: {
          value: { ...diagnosed, client: { ...diagnosed.client, address: FORGED_ADDRESS } },
        },
      },
      ['forged address: failure'],
    ],
    [
      'a proxy that refuses long messages',
      { nearLimit: { value: answer(413) }, overLimit: { value: answer(413) } },
      ['long messages: failure', 'upload limit: warning', 'sign-in limit: skipped'],
    ],
    [
      'a proxy that refuses files that the server takes',
      { upload: { value: { bytes: 100 * MIB, answer: answer(413) } } },
      ['files: failure'],
    ],
    [
      'a proxy that waits for all of a file',
      { upload: { value: { bytes: 100 * MIB, answer: undefined } } },
      ['files: warning'],
    ],
    [
      'a server from before files',
      { upload: { skipped: 'the server does not tell its limit' } },
      ['files: skipped'],
    ],
    ['no HSTS', { description: { value: answer(200, VERSION) } }, ['hsts: warning']],
    [
      'HSTS for a day',
      {
        description: {
          value: answer(200, VERSION, { 'strict-transport-security': 'max-age=86400' }),
        },
      },
      ['hsts: warning'],
    ],
    [
      'no limit on sign-ins',
      { nearLimit: { value: answer(422, '', PROBLEM) } },
      ['sign-in limit: warning'],
    ],
    [
      'a limit on sign-ins that is met',
      { nearLimit: { value: answer(429) }, overLimit: { value: answer(429) } },
      ['long messages: skipped', 'upload limit: skipped'],
    ],
    [
      'a server that does not tell whether it is ready',
      { ready: { value: answer(404, '', { ...PROBLEM, date: AT.toUTCString() }) } },
      ['ready: skipped'],
    ],
    ['open metrics', { metrics: { value: answer(200) } }, ['metrics: warning']],
    ['compressed events', { encoding: { value: 'br' } }, ['compression: failure']],
    [
      'messages that do not come',
      { delivery: { value: { arrivals: [5], isResumed: false } } },
      ['one by one: failure', 'resume: skipped'],
    ],
    [
      'messages that come late',
      { delivery: { value: { arrivals: [5, 3_000, 5], isResumed: true } } },
      ['one by one: warning'],
    ],
    [
      'a stream that skips',
      { delivery: { value: { arrivals: [5, 6, 7], isResumed: false } } },
      ['resume: failure'],
    ],
    [
      'events that do not begin',
      withIdle({ status: undefined, events: [], watchedMs: 5_000 }),
      ['first event: failure', 'pings: skipped', 'idle stream: skipped'],
    ],
    [
      'a stream that is cut before a ping',
      withIdle({ events: idle.events.slice(0, 1), endedMs: 5_000, watchedMs: 5_000 }),
      ['pings: skipped', 'idle stream: failure'],
    ],
    [
      'a stream that is cut after a minute',
      withIdle({ events: idle.events.slice(0, 4), endedMs: 60_000, watchedMs: 60_000 }),
      ['pings: skipped', 'idle stream: failure'],
    ],
    [
      'pings that are held back',
      withIdle({ events: [idle.events[0], idle.events[4]].filter((event) => event !== undefined) }),
      ['pings: failure'],
    ],
    [
      'pings that come later than they are set to',
      withServer({ settings: { ...diagnosed.settings, pingIntervalMs: 5_000 } }),
      ['pings: failure'],
    ],
    [
      'a server that stops meanwhile',
      withIdle({
        events: [...idle.events, { event: 'stream.closing', atMs: 70_000 }],
        endedMs: 70_000,
      }),
      ['pings: skipped', 'idle stream: warning'],
    ],
    ['a slow database', withDatabase({ latencyMs: 21 }), ['database: warning']],
    ['a very slow database', withDatabase({ latencyMs: 201 }), ['database: failure']],
    ['migrations', withDatabase({ pendingMigrations: ['0009-x'] }), ['migrations: failure']],
    [
      'an index that is being filled',
      withServer({ search: { isComplete: false, indexed: 10, total: 1_000 } }),
      ['search: warning'],
    ],
    ['a server from before the search', withServer({ search: undefined }), ['search: skipped']],
    [
      'a disk of which a tenth is left',
      withServer({ disk: { freeBytes: 2_000 * MIB, totalBytes: 30_000 * MIB } }),
      ['disk: warning'],
    ],
    [
      'a disk that is full',
      withServer({ disk: { freeBytes: 150 * MIB, totalBytes: 1_000 * MIB } }),
      ['disk: failure'],
    ],
    [
      'a disk of files of which a tenth is left',
      withServer({ filesDisk: { freeBytes: 2_000 * MIB, totalBytes: 30_000 * MIB } }),
      ['disk of files: warning'],
    ],
    ['files in a bucket', withServer({ filesDisk: null }), []],
    ['few files', withServer({ fileLimit: 1_024 }), ['open files: warning']],
  ])('%s', (_, changed, found) => {
    expect(faults(changed)).toEqual(found);
  });

  test('no TLS by where it is missing', () => {
    const from = (local: string): Partial<Measurements> => ({
      reach: { value: { address: '10.0.0.2', local, tls: undefined } },
    });
    expect(faults(from('10.0.0.50'))).toContain('certificate: failure');
    expect(faults(from('127.0.0.1'))).toContain('certificate: warning');
  });

  test('of a server that is not reached, only that', () => {
    const unreached = judge({ ...well, reach: { error: 'chat.example.lan:443: nothing' } });
    expect(unreached).toEqual([
      { name: 'address', status: 'failure', found: 'chat.example.lan:443: nothing', fixes: [] },
    ]);
  });

  test('and says of each failure what to change', () => {
    const failures = [
      withTls({ validTo: inDays(-1) }),
      withClient({ forwardedFor: null }),
      withClient({ isPeerTrusted: false }),
      withIdle({ status: undefined, events: [] }),
      withIdle({ endedMs: 5_000 }),
      withDatabase({ latencyMs: 300 }),
      { encoding: { value: 'gzip' } },
      { ready: { value: answer(503, '{"detail":"The database does not answer."}', PROBLEM) } },
    ]
      .flatMap((changed) => judge({ ...well, ...changed }))
      .filter(({ status }) => status === 'failure');
    expect(failures).toHaveLength(8);
    for (const { fixes } of failures) expect(fixes.length).toBeGreaterThan(0);
  });
});
