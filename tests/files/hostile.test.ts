import { deflateRawSync, gzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { download, PICTURE, upload } from '../support/files.ts';
import { film } from '../support/film.ts';
import { tmpFolder } from '../support/folders.ts';
import { isLong } from '../support/rounds.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite({ FILES_DIR: tmpFolder('hostile') });
const alice = await addPerson(server, admin.token, 'alice');

const bytes = (text: string) => Buffer.from(text, 'latin1');
const SCRIPT = '<script>fetch("/api/v1/users/me")</script>';
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`;
const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' }, limitInputPixels: false });
const noise = () =>
  sharp(Buffer.from(Array.from({ length: 90 * 60 * 3 }, (_, at) => (at * at * 31) % 251)), {
    raw: { width: 90, height: 60, channels: 3 },
  });
const half = async (picture: Sharp) => {
  const whole = await picture.toBuffer();
  return whole.subarray(0, whole.length / 2);
};
const jpeg = () => flat(60, 40).jpeg().toBuffer();
const png = () => flat(60, 40).png().toBuffer();
const damaged = (whole: Buffer, at: number) => {
  const copy = Buffer.from(whole);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
};
/** The EXIF data of a JPEG, as a segment. */
const withExif = (whole: Buffer, tiff: Buffer) => {
  const body = Buffer.concat([bytes('Exif\0\0'), tiff]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 0xff]);
  return Buffer.concat([whole.subarray(0, 2), head, body, whole.subarray(2)]);
};
const zip = (name: string, content: Buffer) => {
  const packed = deflateRawSync(content);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, bytes(name), packed]);
};

type Make = () => Buffer | Promise<Buffer>;
/** What it is, its name, its bytes, the type that is found, how it is shown, and whether it has a thumbnail. */
type Row = [
  what: string,
  name: string,
  make: Make,
  type: string,
  shown: 'inline' | 'attachment',
  hasThumbnail?: boolean,
];

const ROWS: Row[] = [
  ['a page', 'a.html', () => bytes(`<!doctype html>${SCRIPT}`), 'text/plain', 'attachment'],
  ['a page as a picture', 'a.png', () => bytes(`<html>${SCRIPT}`), 'text/plain', 'attachment'],
  ['a drawing with a script', 'a.svg', () => bytes(SVG), 'text/plain', 'attachment'],
  ['a drawing as a picture', 'a.jpg', () => bytes(SVG), 'text/plain', 'attachment'],
  [
    'a drawing with a prologue',
    'b.svg',
    () => bytes(`<?xml version="1.0"?>${SVG}`),
    'application/xml',
    'attachment',
  ],
  [
    'XML of a million entities',
    'a.xml',
    () =>
      bytes('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><l>&b;</l>'),
    'application/xml',
    'attachment',
  ],
  [
    'XHTML',
    'a.xhtml',
    () => bytes(`<html xmlns="http://www.w3.org/1999/xhtml">${SCRIPT}</html>`),
    'text/plain',
    'attachment',
  ],
  ['a script', 'a.js', () => bytes('alert(document.cookie)'), 'text/plain', 'attachment'],
  ['a style', 'a.css', () => bytes('@import "//evil.example"'), 'text/plain', 'attachment'],
  [
    'a mail of pages',
    'a.mht',
    () => bytes('MIME-Version: 1.0\r\n\r\n<b>'),
    'text/plain',
    'attachment',
  ],
  [
    'text in UTF-16',
    'a.txt',
    () => Buffer.from('\ufeffété', 'utf16le'),
    'application/octet-stream',
    'attachment',
  ],
  ['nothing', 'empty.png', () => Buffer.alloc(0), 'application/octet-stream', 'attachment'],
  ['zeros', 'a.bin', () => Buffer.alloc(5_000), 'application/octet-stream', 'attachment'],
  [
    'a program for Linux',
    'a.jpg',
    () => bytes('\x7fELF\x02\x01\x01\0\0\0\0\0'),
    'application/x-elf',
    'attachment',
  ],
  [
    'a program for Windows',
    'a.png',
    () => bytes('MZ\x90\0\x03\0\0\0'),
    'application/x-msdownload',
    'attachment',
  ],
  ['WebAssembly', 'a.wasm', () => bytes('\0asm\x01\0\0\0'), 'application/wasm', 'attachment'],
  [
    'a zip bomb',
    'a.zip',
    () => zip('zeros', Buffer.alloc(20_000_000)),
    'application/zip',
    'attachment',
  ],
  [
    'a gzip bomb',
    'a.gz',
    () => gzipSync(Buffer.alloc(20_000_000)),
    'application/gzip',
    'attachment',
  ],
  [
    'a PDF with a script',
    'a.pdf',
    () => bytes('%PDF-1.7\n1 0 obj <</S/JavaScript/JS(app.alert(1))>>'),
    'application/pdf',
    'inline',
  ],
  [
    'a PDF that is a page, too',
    'a.html',
    () => bytes(`%PDF-1.4\n${SCRIPT}`),
    'application/pdf',
    'inline',
  ],
  ['a picture', 'a.png', png, 'image/png', 'inline', true],
  ['a picture as text', 'a.txt', png, 'image/png', 'inline', true],
  [
    'a picture that is a script, too',
    'a.js',
    async () => Buffer.concat([bytes('GIF89a=1;/*'), await png()]),
    'image/gif',
    'inline',
    false,
  ],
  [
    'a picture with a page behind it',
    'a.png',
    async () => Buffer.concat([await png(), bytes(SCRIPT)]),
    'image/png',
    'inline',
    true,
  ],
  [
    'a photograph with a page in its comment',
    'a.jpg',
    async () => withExif(await jpeg(), bytes(SCRIPT)),
    'image/jpeg',
    'inline',
    true,
  ],
  [
    'a photograph whose EXIF data lead in a circle',
    'a.jpg',
    async () => withExif(await jpeg(), bytes('II*\0\x08\0\0\0\xff\xff\x08\0\0\0')),
    'image/jpeg',
    'inline',
    true,
  ],
  [
    'a photograph that is turned in no known way',
    'a.jpg',
    async () =>
      withExif(
        await jpeg(),
        bytes('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x63\0\0\0\0\0\0'),
      ),
    'image/jpeg',
    'inline',
    true,
  ],
  ['half a photograph', 'a.jpg', () => half(noise().jpeg()), 'image/jpeg', 'inline', false],
  [
    'the beginning of a photograph',
    'a.jpg',
    () => bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'),
    'image/jpeg',
    'inline',
    false,
  ],
  [
    'a picture with a wrong sum',
    'a.png',
    async () => damaged(await png(), 30),
    'image/png',
    'inline',
    false,
  ],
  [
    'a picture that is nothing but a head',
    'a.png',
    async () => (await png()).subarray(0, 33),
    'image/png',
    'inline',
    false,
  ],
  [
    'an interlaced picture',
    'a.png',
    () => flat(700, 500).png({ progressive: true }).toBuffer(),
    'image/png',
    'inline',
    true,
  ],
  [
    'a progressive photograph',
    'a.jpg',
    () => flat(700, 500).jpeg({ progressive: true }).toBuffer(),
    'image/jpeg',
    'inline',
    true,
  ],
  [
    'a photograph in inks',
    'a.jpg',
    () => flat(60, 40).toColourspace('cmyk').jpeg().toBuffer(),
    'image/jpeg',
    'inline',
    true,
  ],
  [
    '49 megapixels',
    'a.png',
    () => flat(7_000, 7_000).png().toBuffer(),
    'image/png',
    'inline',
    true,
  ],
  [
    '100 megapixels',
    'a.png',
    () => flat(10_000, 10_000).png().toBuffer(),
    'image/png',
    'inline',
    false,
  ],
  [
    'a line of 60,000 pixels',
    'a.png',
    () => flat(60_000, 1).png().toBuffer(),
    'image/png',
    'inline',
    true,
  ],
  ['a WebP', 'a.webp', () => flat(60, 40).webp().toBuffer(), 'image/webp', 'inline', true],
  ['an AVIF', 'a.avif', () => flat(60, 40).avif().toBuffer(), 'image/avif', 'inline', true],
  ['a TIFF', 'a.tif', () => flat(60, 40).tiff().toBuffer(), 'image/tiff', 'attachment', false],
  ['one pixel', 'a.png', () => PICTURE, 'image/png', 'inline', true],
  [
    'a sound that is a page',
    'a.mp3',
    () => bytes(`\xff\xfb\x90\x00${'\0'.repeat(413)}\xff\xfb\x90\x00${SCRIPT}`),
    'audio/mpeg',
    'inline',
  ],
  [
    'a film that goes on as a page',
    'a.html',
    () => Buffer.concat([film().subarray(0, 500), bytes(SCRIPT)]),
    'video/webm',
    'inline',
  ],
];

// It takes a second and 300 MB to draw; that it is drawn is shown by smaller ones.
test.each(ROWS.filter(([what]) => isLong() || what !== '49 megapixels'))(
  '%s',
  async (_, name, make, type, shown, hasThumbnail = false) => {
    const sent = new Uint8Array(await make());
    const { status, body } = await upload(server, alice.token, sent, name);
    expect([status, body.type, body.hasThumbnail]).toEqual([201, type, hasThumbnail]);
    const { headers, bytes: got } = await download(server, alice.token, body.id);
    expect(headers.get('content-type')?.split(';')[0]).toBe(type);
    expect(headers.get('content-disposition')).toMatch(new RegExp(`^${shown}; filename=`));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(got.length).toBe(body.size);
    const thumbnail = await download(server, alice.token, `${body.id}/thumbnail`);
    expect(thumbnail.status).toBe(hasThumbnail ? 200 : 404);
    if (!hasThumbnail) return;
    expect(await sharp(thumbnail.bytes).metadata()).toMatchObject({ format: 'webp' });
    const { width = 0, height = 0 } = await sharp(thumbnail.bytes).metadata();
    expect(Math.max(width, height)).toBeLessThanOrEqual(720);
  },
);

test('no name leads out of its header, nor out of its folder', async () => {
  for (const [given, kept] of [
    ['../../../etc/passwd', 'passwd'],
    ['a"; filename="b.exe', 'a"; filename="b.exe'],
    ['a\r\nSet-Cookie: x=y', 'a Set-Cookie: x=y'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    [`${'é'.repeat(300)}.pdf`, `${'é'.repeat(196)}.pdf`],
    ['日本語.txt', '日本語.txt'],
  ] as const) {
    const { body } = await upload(server, alice.token, 'x', given);
    expect(body.name).toBe(kept);
    const { headers } = await download(server, alice.token, body.id);
    expect(headers.get('set-cookie')).toBeNull();
    const [, encoded] = /filename\*=UTF-8''(\S+)$/.exec(
      headers.get('content-disposition') ?? '',
    ) ?? [undefined, encodeURIComponent(kept)];
    expect(decodeURIComponent(encoded ?? '')).toBe(kept);
  }
});
