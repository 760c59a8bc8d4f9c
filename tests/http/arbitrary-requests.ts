import fc from 'fast-check';
import type { Call } from './operations.ts';
import type { RawRequest } from './raw.ts';

/** What the requests are made of. */
export interface Material {
  /** Ids of things that exist. */
  ids: readonly string[];
  /** A valid body for each operation that takes one, by `METHOD /path/{template}`. */
  bodies: Readonly<Record<string, unknown>>;
  /** A valid query for each operation that needs one. */
  queries: Readonly<Record<string, string>>;
}

/** A request without its credential, and whether it is to carry the fuzz's own. */
export interface Drawn
  extends Required<Pick<RawRequest, 'method' | 'path' | 'headers' | 'isChunked'>> {
  body: Buffer | undefined;
  isSignedIn: boolean;
}

export const keyOf = ({ method, path }: Call): string => `${method} ${path}`;

/** Requests to one operation, from valid ones to nonsense. */
export function requestsTo(call: Call, { ids, bodies }: Material): fc.Arbitrary<Drawn> {
  const valid = bodies[keyOf(call)];
  return fc.record({
    method: fc.constant(call.method),
    path: fc.tuple(paths(call.path, ids), queries).map(([path, query]) => path + query),
    headers: fc.tuple(oddHeaders, contentTypes).map(([odd, type]) => ({ ...odd, ...type })),
    isChunked: fc.boolean(),
    body:
      valid === undefined
        ? fc.option(bodiesLike({}), { nil: undefined, freq: 2 })
        : bodiesLike(valid),
    isSignedIn: fc.oneof(
      { weight: 5, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
  });
}

/** A valid request to the operation for each of the ids, or each pair of them where it takes two. */
export function validRequestsTo(call: Call, { ids, bodies, queries }: Material): Drawn[] {
  const valid = bodies[keyOf(call)];
  const query = queries[keyOf(call)] ?? '';
  const parts = call.path.replace('{emoji}', encode('👍')).split(/\{[^}]+\}/);
  const values = [[], ids.map((id) => [id]), ids.flatMap((a) => ids.map((b) => [a, b]))];
  const combinations = parts.length === 1 ? [[]] : (values[parts.length - 1] ?? []);
  return combinations.map((combination) => ({
    method: call.method,
    path: parts.map((part, index) => part + (combination[index] ?? '')).join('') + query,
    headers: { 'content-type': 'application/json' },
    body: valid === undefined ? undefined : jsonBytes(valid),
    isChunked: false,
    isSignedIn: true,
  }));
}

const NASTY = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\r\nX-Injected: 1',
  "' or '1'='1",
  "'; drop table users; --",
  '$1',
  '%',
  '\\',
  '{}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  'constructor',
  '__proto__',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '0x10',
  '9223372036854775808',
  '\ud800',
  'a\udfffb',
  '🐙'.repeat(50),
  '\u202e\ufeff\uffff',
  'ﷺ'.repeat(80),
  'İ',
  'x'.repeat(300),
  'x'.repeat(9_000),
  '9999-12-31T23:59:59-14:00',
  '9999-12-31T23:59:59.999999999Z',
  '2999-02-30T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
];

const nastyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 20 }),
);

const nastyValue = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    0.5,
    -0,
    1e308,
    2 ** 31,
    2 ** 53,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    [[]],
    { length: -1 },
    Array.from({ length: 1_001 }, () => 'x'),
  ),
  fc.jsonValue(),
);

/** Percent-encoded, and short enough for several of it in one request. */
function encode(text: string): string {
  return [...Buffer.from(text).subarray(0, 2_000)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
}

function paths(template: string, ids: readonly string[]): fc.Arbitrary<string> {
  const id = fc.constantFrom(...ids);
  const value = fc.oneof(
    { weight: 6, arbitrary: id },
    { weight: 2, arbitrary: id.map((text) => text.toUpperCase()) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 2, arbitrary: nastyText.map(encode) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%', '%zz', '%ff', '%00', '%c0%80', '%2f..%2f', '@', ';', '{id}'),
    },
  );
  const parts = template.split(/\{[^}]+\}/);
  return fc
    .array(value, { minLength: parts.length - 1, maxLength: parts.length - 1 })
    .map((values) => parts.map((part, index) => part + (values[index] ?? '')).join(''));
}

const queryName = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'before',
      'after',
      'limit',
      'lastEventId',
      'keepDevice',
      'search',
      'q',
      'state',
      '__proto__',
    ),
  },
  { weight: 1, arbitrary: nastyText.map(encode) },
);
const queryValue = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '50',
    '200',
    'true',
    'false',
    '',
    '2147483647',
    '2147483648',
    '1e1',
    'from%3Ame%20%22a%20b%22%20-c',
    '%ff',
    '%',
  ),
  nastyText.map((text) => encode(text)),
);
const queries = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(queryName, queryValue), { minLength: 1, maxLength: 3 })
      .map((pairs) => `?${pairs.map((pair) => pair.join('=')).join('&')}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('?', '?=', '?&&', '?limit', '?limit[]=1', '?before=1&before=2'),
  },
);

/** Any bytes that a header can hold, each a character. */
const headerBytes = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), {
    maxLength: 40,
  })
  .map((codes) => String.fromCharCode(...codes));
const headerValue = (...some: string[]) => fc.oneof(fc.constantFrom(...some), headerBytes);

const oddHeaders = fc
  .record(
    {
      authorization: headerValue(
        'Bearer',
        'Bearer ',
        'Basic YTpi',
        'Bearer wsk_x',
        `Bearer ${'x'.repeat(4_000)}`,
      ),
      cookie: headerValue(
        'workspace_session=x',
        'workspace_session',
        '=;=;',
        'workspace_session="%00"',
      ),
      'last-event-id': headerValue(
        '0',
        '-',
        'x-1',
        '0-0',
        '-1',
        '9'.repeat(300),
        `0-${'9'.repeat(15)}`,
      ),
      origin: headerValue('null', 'http://evil.example', 'http://', '::'),
      accept: headerValue('*/*', 'text/event-stream', 'application/xml;q=2'),
      'x-forwarded-for': headerValue('1.2.3.4', '::1', ',,,', "' or 1=1 --"),
      'x-forwarded-proto': headerValue('https', 'ftp', ','),
      'x-request-id': headerValue('x', 'x'.repeat(500)),
      'content-encoding': fc.constantFrom('gzip', 'identity', 'nonsense'),
      'accept-encoding': headerValue('gzip', 'identity;q=0', '*'),
      'if-none-match': headerValue('*', '"x"'),
      range: headerValue('bytes=0-1'),
      'x-http-method-override': fc.constantFrom('DELETE', 'TRACE'),
      upgrade: fc.constantFrom('h2c', 'nonsense'),
    },
    { requiredKeys: [] },
  )
  // Mostly none or one of them: a request with all never gets far.
  .chain((all) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      {
        weight: 3,
        arbitrary: fc
          .subarray(Object.entries(all), { maxLength: Math.min(1, Object.keys(all).length) })
          .map(Object.fromEntries),
      },
      { weight: 1, arbitrary: fc.constant(all) },
    ),
  ) as fc.Arbitrary<Record<string, string>>;

const contentTypes: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ 'content-type': 'application/json' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      {},
      { 'content-type': 'text/plain' },
      { 'content-type': 'APPLICATION/JSON; CHARSET=x' },
      { 'content-type': 'application/json;' },
      //X
      { 'content-type': 'application/json, text/plain' },
      { 'content-type': 'application/problem+json' },
      { 'content-type': 'multipart/form-data' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ),
  },
  { weight: 1, arbitrary: headerBytes.map((value) => ({ 'content-type': value })) },
);

const jsonBytes = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '');

function bodiesLike(valid: unknown): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(jsonBytes(valid)) },
    { weight: 8, arbitrary: mutations(valid).map(jsonBytes) },
    { weight: 2, arbitrary: fc.json().map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: broken(jsonBytes(valid)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(...extremes(valid)) },
  );
}

/** The value with one of the values in it replaced, taken away or added. */
function mutations(valid: unknown): fc.Arbitrary<unknown> {
  if (typeof valid !== 'object' || valid === null) return nastyValue;
  const entries = Object.entries(valid);
  const name = fc.constantFrom(...entries.map(([key]) => key), '__proto__', 'extra');
  return name.chain((key) => {
    const inner: unknown = entries.find(([own]) => own === key)?.[1];
    return fc
      .oneof(
        { weight: 3, arbitrary: nastyValue.map((value) => ({ value })) },
        { weight: 2, arbitrary: mutations(inner).map((value) => ({ value })) },
        { weight: 1, arbitrary: fc.constant({ value: undefined }) },
      )
      .map(({ value }) => {
        const copy = entries.filter(([own]) => own !== key);
        return Object.fromEntries(value === undefined ? copy : [...copy, [key, value]]);
      });
  });
}

/** A byte changed, as disks and attackers do it. */
function broken(bytes: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat(bytes.length), fc.constantFrom(0, 0x22, 0x5c, 0x7b, 0xc0, 0xed, 0xff))
    .map(([at, byte]) =>
      Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]),
    );
}

function extremes(valid: unknown): Buffer[] {
  const text = JSON.stringify(valid);
  return [
    Buffer.alloc(0),
    Buffer.from(`{"body":"${'x'.repeat(70_000)}"}`),
    Buffer.from('['.repeat(30_000)),
    Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)),
    Buffer.from(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    Buffer.from(`\ufeff${text}`),
    Buffer.from(text, 'utf16le'),
    Buffer.from(
      '{"body":"\\ud800","name":"\\udfff","username":"\\ud800","newPassword":"long enough \\ud800"}',
    ),
    Buffer.concat([Buffer.from('{"body":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    Buffer.from(`{"seq":${'9'.repeat(400)},"seq":1e999}`),
    Buffer.from('{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}'),
  ];
}
