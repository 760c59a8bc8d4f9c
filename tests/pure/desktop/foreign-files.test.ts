import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkIn, parseLink } from '../../../desktop/main/deep-link.ts';
import { openVault } from '../../../desktop/main/device/vault.ts';
import type { KeptFile } from '../../../desktop/main/kept-file.ts';
import { originOf, parsePresets } from '../../../desktop/main/server/server-choice.ts';
import { openSettings } from '../../../desktop/main/settings/settings.ts';

/** What may stand where JSON is expected: JSON of any shape, with odd keys, and no JSON at all. */
const key = fc.constantFrom('__proto__', 'constructor', 'window', 'server', 'mode', 'servers', 'x');
const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ stringUnit: 'binary' }),
    fc.constantFrom(null, '', 0, -1, 1e308, 'local', 'https://a.example', 'http://['),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('any')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
})).any;
const texts = fc.oneof(
  values.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\ufeff{}', '{"server":', '[', '['.repeat(50_000), '{"window":{"x":1e999}}'),
);

test('a file of settings with anything in it opens, with a value for each', () => {
  const keys = Object.keys(openSettings(file(undefined)).get());
  expect(keys).toContain('closeToTray');
  fc.assert(
    fc.property(texts, (text) => {
      const settings = openSettings(file(text)).get();
      expect(Object.keys(settings)).toEqual(expect.arrayContaining(keys));
      expect(typeof settings.closeToTray).toBe('boolean');
      expect(Object.getPrototypeOf(settings)).toBe(Object.prototype);
    }),
  );
});

test('a vault with anything in it opens', async () => {
  const cipher = {
    isAvailable: () => Promise.resolve(true),
    encrypt: (text: string) => Promise.resolve(Buffer.from(text)),
    decrypt: (sealed: Buffer) => Promise.resolve(sealed.toString()),
  };
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const { owed, deviceTokens } = (
        await openVault({ file: file(text), unopened: file('') }, cipher)
      ).get();
      expect(Array.isArray(owed)).toBe(true);
      expect(typeof deviceTokens).toBe('object');
    }),
  );
});

test('a connection.json has the server that it starts with, or is an error', () => {
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const { first, offered } = parsePresets(text);
        expect(offered.map(({ url }) => url)).toContain(first);
        expect(originOf(first)).toMatch(/^https?:/);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(TypeError);
      }
    }),
  );
});

test('what is typed as an address is an origin of the web, or nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom('http://', 'https://', 'javascript:', 'file:///', 'ftp://', '@', ':', '/', '?'),
    fc.constantFrom(
      'localhost',
      '[::1]',
      '127.0.0.1',
      'é.example',
      'a.b',
      '%',
      ' ',
      '\0',
      '\\',
      '#',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.nat().map(String),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const origin = originOf(pieces.join(''));
      if (origin === undefined) return;
      expect(origin).toMatch(/^https?:\/\/[^/@?#\s]+$/);
      expect(originOf(origin)).toBe(origin);
    }),
    { numRuns: 1_000 },
  );
});

test('a link from anywhere leads to a place of the page, or nowhere', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'workspace:',
      'WORKSPACE://',
      '//',
      'channel/',
      'c/',
      'settings',
      '..',
      '%2e',
      '/',
      '?',
      '#',
      '\n',
    ),
    fc.uuid(),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const link = pieces.join('');
      expect(parseLink(link)).toMatch(/^#\/(c\/[0-9a-f]+(-[0-9a-f]+){4}(\/\d+)?|settings)?$/);
      expect(linkIn([link])).toBe(
        link.toLowerCase().startsWith('workspace:') ? parseLink(link) : undefined,
      );
    }),
    { numRuns: 1_000 },
  );
});

function file(content: string | undefined): KeptFile {
  return {
    read: () => (content === undefined ? undefined : Buffer.from(content)),
    write: () => undefined,
    remove: () => undefined,
  };
}
