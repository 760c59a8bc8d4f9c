import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { File } from '../../../api/files/contract.ts';
import { createFormats } from '../../../desktop/renderer/formats.ts';
import {
  beginningOf,
  cutName,
  kindOf,
  languageOf,
  mayDeleteFile,
  shownFile,
  shownSize,
  shownUpload,
} from '../../../desktop/renderer/state/files.ts';
import { noticeOf } from '../../../desktop/renderer/state/notice.ts';
import { lineOf, linesOf } from '../../../desktop/renderer/state/plain-text.ts';
import type { Upload } from '../../../desktop/renderer/state/uploads.ts';
import { FIT, moved, zoomed } from '../../../desktop/renderer/views/files/zoom.ts';
import { at, created, general, me, message, state } from './fixtures.ts';

const file: File = {
  ...{ id: 'file', name: 'photo.jpg', type: 'image/jpeg', size: 3_400_000, sha256: '' },
  ...{ width: 4000, height: 3000, hasThumbnail: true, createdAt: at, uploaderId: 'me' },
};

test.each([
  ['as it is where it fits', 200, 100, 200, 100],
  ['as wide as may be', 4000, 3000, 360, 270],
  ['as high as may be', 1000, 2000, 160, 320],
  ['a strip as one that can be hit', 10_000, 10, 360, 48],
  ['a dot as one that can be hit', 1, 1, 48, 48],
])('a picture is shown %s', (_, width, height, ...shown) => {
  expect(Object.values(shownSize({ width, height }))).toEqual(shown);
});

test('what has no small picture, or is none, is not shown as one', () => {
  expect(shownFile(file).picture).toEqual({ width: 4000, height: 3000 });
  expect(shownFile({ ...file, hasThumbnail: false }).picture).toBeUndefined();
  expect(shownFile({ ...file, width: null }).picture).toBeUndefined();
  const upload: Upload = {
    ...{ id: 'upload', name: 'photo.jpg', size: 9, type: 'image/jpeg', width: 40, height: 30 },
    ...{ status: 'sending', sent: 3, file: null },
  };
  expect(shownUpload(upload)).toMatchObject({ id: 'upload', picture: { width: 40, height: 30 } });
  expect(shownUpload({ ...upload, width: null }).picture).toBeUndefined();
  // From here on it is what the server says that it is.
  const stored = shownUpload({ ...upload, file: { ...file, hasThumbnail: false } });
  expect([stored.id, stored.picture]).toEqual(['file', undefined]);
});

test('a name keeps its end and its extension where it is cut', () => {
  expect(cutName('plan.pdf')).toEqual({ start: 'plan', end: '.pdf' });
  expect(cutName('compte rendu de la réunion de juin.pdf')).toEqual({
    start: 'compte rendu de la réunion d',
    end: 'e juin.pdf',
  });
  expect(cutName('no-extension-at-all-in-this-name')).toEqual({
    start: 'no-extension-at-all-in-thi',
    end: 's-name',
  });
  expect(cutName('a dot. And then a long sentence')).toMatchObject({ end: 'ntence' });
  expect(cutName('.gitignore')).toEqual({ start: '.gitignore', end: '' });
  // Nothing is cut in the middle of what is one character to the eye.
  const families = '👨‍👩‍👧‍👦'.repeat(20);
  expect(cutName(`${families}.png`).end).toBe(`${'👨‍👩‍👧‍👦'.repeat(6)}.png`);
  // Its end would stand in its middle.
  const hebrew = 'סיכום ישיבת הצוות של חודש יוני האחרון';
  expect(cutName(`${hebrew}.pdf`)).toEqual({ start: hebrew, end: '.pdf' });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const { start, end } = cutName(name);
      expect(start + end).toBe(name);
    }),
  );
});

test.each([
  ['image/heic', 'a.heic', 'picture'],
  ['audio/mpeg', 'a.mp3', 'sound'],
  ['video/mp4', 'a.mp4', 'film'],
  ['application/pdf', 'a.pdf', 'pdf'],
  ['text/plain', 'a.html', 'text'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'a', 'writing'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'a', 'sheet'],
  ['application/vnd.oasis.opendocument.presentation', 'a', 'slides'],
  ['application/x-cfb', 'old.XLS', 'sheet'],
  ['application/zip', 'a.zip', 'archive'],
  ['application/gzip', 'a.tar.gz', 'archive'],
  // What its name says and its bytes do not.
  ['application/octet-stream', 'photo.png', 'other'],
])('%s, as %s, is of the kind %s', (type, name, kind) => {
  expect(kindOf({ type, name })).toBe(kind);
});

test('a text file has the colours of the language that its extension names', () => {
  expect(['a.TS', 'b.sh', 'README', 'c.txt'].map(languageOf)).toEqual([
    'typescript',
    'bash',
    '',
    '',
  ]);
});

test('the first lines of a text are those, whatever ends them', () => {
  expect(beginningOf('a\r\nb\rc\n', 2)).toEqual({ text: 'a\nb', hasMore: true });
  expect(beginningOf('a\nb\n', 2)).toEqual({ text: 'a\nb', hasMore: false });
  expect(beginningOf('', 2)).toEqual({ text: '', hasMore: false });
});

test.each([
  [
    'en',
    'en-GB',
    ['0 bytes', '999 bytes', '1 kB', '1.5 kB', '12 kB', '1 MB', '3.4 MB', '2,000 GB'],
  ],
  [
    'fr',
    'fr-FR',
    ['0 octet', '999 octets', '1 ko', '1,5 ko', '12 ko', '1 Mo', '3,4 Mo', '2 000 Go'],
  ],
] as const)('sizes are in the units of the language (%s)', (language, locale, said) => {
  const { size } = createFormats(language, locale);
  const sizes = [0, 999, 1000, 1500, 12_300, 999_999, 3_400_000, 2e12];
  expect(sizes.map(size).map((text) => text.replaceAll(/\s/gu, ' '))).toEqual(said);
});

test('files are deleted by whoever has uploaded them, and by administrators', () => {
  expect(mayDeleteFile(me, file)).toBe(true);
  expect(mayDeleteFile(me, { uploaderId: 'other' })).toBe(false);
  expect(mayDeleteFile({ ...me, role: 'admin' }, { uploaderId: 'other' })).toBe(true);
});

test('a message without words is its files, in one line, in several and in notifications', () => {
  const files = [file, { ...file, name: 'plan.pdf' }];
  expect(lineOf(message(1, { body: '', files }), 100)).toBe('📎 photo.jpg, plan.pdf');
  expect(lineOf(message(1, { body: '**Look**\nhere', files }), 100)).toBe(
    'Look here 📎 photo.jpg, plan.pdf',
  );
  expect(lineOf(message(1, { body: '', files }), 8)).toBe('📎 photo.…');
  expect(lineOf(message(1), 100)).toBe('hello');
  expect(linesOf(message(1, { body: 'a\nb\nc', files }), 2, 100)).toBe(
    'a\nb\n📎 photo.jpg, plan.pdf',
  );
  const heard = {
    ...state,
    channels: new Map([[general.id, { ...general, kind: 'direct' as const, name: null }]]),
    names: new Map([['other', 'Cléo']]),
  };
  const notice = noticeOf(heard, created(message(6, { body: '', files })), new Date(at));
  expect(notice?.body).toBe('📎 photo.jpg, plan.pdf');
});

const room = { stage: { width: 1000, height: 800 }, picture: { width: 800, height: 600 } };

test('what is under the pointer stays there as one zooms', () => {
  // Where the picture has edges to spare on all sides.
  const view = zoomed(FIT, 4, room);
  const at = { x: 100, y: -50 };
  const nearer = zoomed(view, 1.25, room, at);
  const under = ({ scale, x, y }: typeof view) => [(at.x - x) / scale, (at.y - y) / scale];
  expect(under(nearer)).toEqual(under(view));
  expect(zoomed(nearer, 0.001, room, at)).toEqual(FIT);
  expect(zoomed(FIT, 1000, room).scale).toBe(8);
});

test('a picture is moved to its edges, and not out of sight', () => {
  expect(moved(FIT, 500, 500, room)).toEqual(FIT);
  const view = zoomed(FIT, 2, room);
  expect(moved(view, 10, -20, room)).toEqual({ scale: 2, x: 10, y: -20 });
  expect(moved(view, 9999, -9999, room)).toEqual({ scale: 2, x: 300, y: -200 });
});
