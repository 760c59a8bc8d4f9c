import { expect, test } from 'vitest';
import { isShown, typeOf } from '../../../api/files/type.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['nothing', bytes(''), 'application/octet-stream'],
  ['a text', Buffer.from('Bonjour à tous\r\n\tété'), 'text/plain'],
  ['a text that is cut within a letter', Buffer.from('été').subarray(0, 4), 'text/plain'],
  ['a page', bytes('<!doctype html><script>alert(1)</script>'), 'text/plain'],
  ['a drawing', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'text/plain'],
  ['a program', bytes('\x7fELF\x02\x01\x01\0\0\0\0\0'), 'application/x-elf'],
  ['bytes', bytes('\x01\x02\x03\xff\xfe\xfd'), 'application/octet-stream'],
  ['a PDF', bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3'), 'application/pdf'],
])('%s', async (_, head, type) => {
  expect(await typeOf(head)).toBe(type);
});

test('nothing that can run is shown in a window', () => {
  for (const type of [
    'text/html',
    'text/plain',
    'text/xml',
    'application/xml',
    'application/xhtml+xml',
    'image/svg+xml',
    'application/javascript',
    'application/octet-stream',
    'application/zip',
  ]) {
    expect([type, isShown(type)]).toEqual([type, false]);
  }
});
