import path from 'node:path';
import { expect, test } from 'vitest';
import { mayOpen, placeFor, safeName } from '../../../desktop/main/window/saved-name.ts';

const FOLDER = path.join('/home/ann/Downloads');
const place = (name: string, ...taken: string[]) =>
  path.relative(
    FOLDER,
    placeFor(FOLDER, name, (file) => taken.includes(path.relative(FOLDER, file))),
  );

test('a file keeps its name, and takes no other’s place', () => {
  expect(place('Rapport d’été.pdf')).toBe('Rapport d’été.pdf');
  expect(place('plan.pdf', 'plan.pdf')).toBe('plan (1).pdf');
  expect(place('plan.pdf', 'plan.pdf', 'plan (1).pdf')).toBe('plan (2).pdf');
  expect(place('Makefile', 'Makefile')).toBe('Makefile (1)');
});

test.each([
  ['../../.ssh/authorized_keys', 'authorized_keys'],
  ['..\\..\\Startup\\run.bat', 'run.bat'],
  ['/etc/passwd', 'passwd'],
  ['C:\\Windows\\plan.pdf', 'plan.pdf'],
  ['..', 'file'],
  ['.', 'file'],
  ['a/', 'file'],
  ['', 'file'],
])('%j is saved in the folder as %j', (name, expected) => {
  expect(place(name)).toBe(expected);
});

test('a long name is cut to what every disk takes, and keeps its ending', () => {
  const name = place(`${'é'.repeat(300)}.pdf`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  expect(name).toMatch(/^é+\.pdf$/);
  expect(Buffer.byteLength(place(`a.${'b'.repeat(300)}`))).toBeLessThanOrEqual(200);
});

test.each(['plan.pdf', 'Photo.JPG', 'notes.txt'])('%s may be opened', (name) => {
  expect(mayOpen(name)).toBe(true);
});
test.each([
  'run.exe',
  'run.bat',
  'x.desktop',
  'x.html',
  'x.svg',
  'x.js',
  'x.xlsm',
  'x',
  'x.pdf.exe',
  'x.lnk',
])('%s is not opened, since it may be run', (name) => {
  expect(mayOpen(name)).toBe(false);
});

test.each([
  ['16:30 plan?.bin', '16_30 plan_.bin'],
  ['.bashrc', 'bashrc'],
  ['plan.pdf . ', 'plan.pdf'],
  ['cod\u202efdp.exe', 'cod_fdp.exe'],
  ['NUL.txt', '_NUL.txt'],
  ['Compte rendu d’été.pdf', 'Compte rendu d’été.pdf'],
])('“%s” is “%s” on every system', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});
