import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { administratorsFolder, readPresets } from '../../../desktop/main/server/presets.ts';
import { heedingModes } from '../../electron/ordinary-user.ts';
import { createAuthority } from '../../support/authority.ts';

const PACKAGED = path.join(import.meta.dirname, '../../../desktop');
const OURS = { mode: 'production', url: 'https://chat.acme.lan' };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-presets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function administratorWrites(text: string): void {
  writeFileSync(path.join(folder, 'connection.json'), text);
}

test('without an administrator’s file, the package’s addresses are offered', () => {
  const { presets, fault } = readPresets(folder, PACKAGED);
  expect(presets.offered.map(({ mode }) => mode)).toEqual(['local', 'proxmox', 'production']);
  expect(presets.first).toBe('http://localhost:4000');
  expect(fault).toBeUndefined();
  expect(readPresets(path.join(folder, 'away'), PACKAGED)).toEqual({ presets });
});

test.each(['', '\uFEFF'])('the administrator’s file wins, and may name one server', (mark) => {
  administratorWrites(
    `${mark}{ "mode": "production", "servers": { "production": "https://chat.acme.lan/" } }`,
  );
  const presets = { first: OURS.url, offered: [OURS] };
  expect(readPresets(folder, PACKAGED)).toEqual({ presets });
});

test.each([
  ['', 'Unexpected end of JSON input'],
  ['{ "mode": "production", }', 'JSON'],
  ['{ "mode": "moon", "servers": {} }', 'at mode'],
  ['{ "mode": "production", "servers": {} }', 'is missing\n  → at servers.production'],
  ['{ "mode": "local", "servers": { "local": "chat.acme.lan" } }', 'at servers.local'],
])('a fault in it is told, and the package’s addresses are offered: %s', (text, reason) => {
  administratorWrites(text);
  const { presets, fault } = readPresets(folder, PACKAGED);
  expect(fault).toContain(path.join(folder, 'connection.json: '));
  expect(fault).toContain(reason);
  expect(presets).toEqual(readPresets(undefined, PACKAGED).presets);
});

test('a file of authorities may be named beside it, and is told where it is of no use', () => {
  const servers = '"mode": "production", "servers": { "production": "https://chat.acme.lan/" }';
  administratorWrites(`{ ${servers}, "caFile": "acme.pem" }`);
  const caFile = path.join(folder, 'acme.pem');
  const presets = { first: OURS.url, offered: [OURS], caFile };
  expect(readPresets(folder, PACKAGED)).toEqual({
    presets,
    fault: expect.stringContaining(`caFile ${caFile}: ENOENT`),
  });
  writeFileSync(caFile, 'no certificate');
  expect(readPresets(folder, PACKAGED).fault).toContain(`caFile ${caFile}: `);
  const acme = createAuthority('Acme');
  writeFileSync(caFile, acme.pem);
  acme.remove();
  expect(readPresets(folder, PACKAGED)).toEqual({ presets });
});

test('a folder in its place is told like any other fault', () => {
  mkdirSync(path.join(folder, 'connection.json'));
  expect(readPresets(folder, PACKAGED).fault).toContain('EISDIR');
});

test('each system has its folder for it', () => {
  expect(administratorsFolder('linux')).toBe('/etc/workspace');
  expect(administratorsFolder('darwin')).toBe('/Library/Application Support/Workspace');
  expect(administratorsFolder('win32')).toContain('Workspace');
});

test('a folder that only the server on this machine may enter has no such file', () => {
  administratorWrites('{}');
  chmodSync(folder, 0o600);
  const [program = '', ...args] = [
    ...heedingModes(),
    process.execPath,
    '--input-type=module-typescript',
    '-',
  ];
  const input = `import { readPresets } from '${PACKAGED}/main/server/presets.ts';
    console.log(readPresets('${folder}', '${PACKAGED}').fault)`;
  expect(execFileSync(program, args, { encoding: 'utf8', input })).toBe('undefined\n');
  chmodSync(folder, 0o700);
  expect(execFileSync(program, args, { encoding: 'utf8', input })).toContain('connection.json');
});
