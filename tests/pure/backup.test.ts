import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createDigest } from '../../api/admin/backup/format.ts';
import { readBackup } from '../../api/admin/backup/read.ts';
import { Refusal } from '../../api/admin/refusal.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'workspace-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LINES = wholeBackup();
const KINDS = ['header', 'table', 'row', 'row', 'table-end'];

test('a backup is read as it was written', async () => {
  expect(await kindsIn(gzipSync(toText(LINES)))).toEqual(KINDS);
});

test('bytes of any kind are no backup', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((content) => gzipSync(content)),
    fc.json({ stringUnit: 'binary' }).map((json) => gzipSync(`${json}\n`)),
    fc.constantFrom(gzipSync('['.repeat(50_000)), gzipSync('{"__proto__":{"format":1}}\n')),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      await expect(kindsIn(Buffer.from(content))).rejects.toBeInstanceOf(Refusal);
    }),
  );
});

test('a backup with a line changed, lost, repeated or moved is refused', async () => {
  const line = fc.oneof(
    fc.constantFrom(...LINES, '', '{}', 'null', '{"end":', '{"end":"users","rows":1e999}', '\0'),
    fc.json({ stringUnit: 'binary' }),
  );
  const index = fc.nat(LINES.length - 1);
  await fc.assert(
    fc.asyncProperty(index, fc.nat(2), fc.array(line, { maxLength: 3 }), async (at, lost, put) => {
      const lines = LINES.toSpliced(at, lost, ...put);
      fc.pre(toText(lines) !== toText(LINES));
      await expect(kindsIn(gzipSync(toText(lines)))).rejects.toBeInstanceOf(Refusal);
    }),
  );
});

test.each([
  ['a row of a table is not the one', 2, '{"id":"c"}', /the digest of a table does not fit/],
  ['a table has lost a row', 2, undefined, /the digest of a table does not fit/],
])('a backup whose own digest fits is refused where %s', async (_what, at, put, message) => {
  const lines = LINES.slice(0, -1).toSpliced(at, 1, ...(put === undefined ? [] : [put]));
  await expect(kindsIn(gzipSync(toText(withEnd(lines))))).rejects.toThrow(message);
});

test('a backup whose tables fit their digests is refused where the file does not fit its own', async () => {
  const lines = LINES.with(0, LINES[0]?.replace('"0.1.0"', '"0.1.1"') ?? '');
  await expect(kindsIn(gzipSync(toText(lines)))).rejects.toThrow(/\(its digest does not fit\)/);
});

test('a backup that is cut short, at any byte, is refused', async () => {
  const whole = gzipSync(toText(LINES));
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      await expect(kindsIn(whole.subarray(0, length))).rejects.toBeInstanceOf(Refusal);
    }),
  );
});

async function kindsIn(bytes: Uint8Array): Promise<string[]> {
  const file = path.join(folder, 'a.backup');
  writeFileSync(file, bytes);
  const kinds: string[] = [];
  for await (const { kind } of readBackup(file)) kinds.push(kind);
  return kinds;
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function wholeBackup(): string[] {
  const header = {
    format: 'workspace-backup',
    formatVersion: 1,
    version: '0.1.0',
    takenAt: '2026-01-01T00:00:00Z',
    database: 'embedded',
    migrations: ['0001-initial'],
    epoch: null,
  };
  const rows = [{ id: 'a' }, { id: 'b' }].map((row) => JSON.stringify(row));
  const lines = [
    JSON.stringify(header),
    JSON.stringify({ table: 'users', columns: ['id'], key: ['id'] }),
    ...rows,
    JSON.stringify({ end: 'users', rows: rows.length, digest: digestOf(rows) }),
  ];
  return withEnd(lines);
}

function withEnd(lines: readonly string[]): string[] {
  return [...lines, JSON.stringify({ complete: true, digest: digestOf(lines) })];
}

function digestOf(lines: readonly string[]): string {
  const digest = createDigest();
  for (const line of lines) digest.add(line);
  return digest.hex();
}
