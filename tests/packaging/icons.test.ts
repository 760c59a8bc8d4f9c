import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const folder = path.join(import.meta.dirname, '../../desktop/packaging');

test('every icon of the theme has the size of its name', () => {
  const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
  for (const size of sizes) expect(pngSize(`icons/${size}x${size}.png`)).toEqual([size, size]);
  expect(globSync('icons/*.png', { cwd: folder })).toHaveLength(sizes.length);
});

test('the tray has each state for each screen', () => {
  for (const state of ['plain', 'unread', 'mention', 'offline']) {
    for (const size of [16, 24, 32]) {
      expect(pngSize(`tray/${state}-${size}.png`)).toEqual([size, size]);
      expect(pngSize(`tray/${state}-${size}@2x.png`)).toEqual([2 * size, 2 * size]);
    }
    expect(pngSize(`tray/${state}-16@1.25x.png`)).toEqual([20, 20]);
    expect(pngSize(`tray/${state}-16@1.5x.png`)).toEqual([24, 24]);
    expect(pngSize(`tray/${state}-Template.png`)).toEqual([16, 16]);
    expect(pngSize(`tray/${state}-Template@2x.png`)).toEqual([32, 32]);
  }
});

test('the states of the tray look different', () => {
  const seen = globSync('tray/*-16.png', { cwd: folder }).map((name) => read(name).toString('hex'));
  expect(seen).toHaveLength(4);
  expect(new Set(seen).size).toBe(4);
});

test('the icon of Windows holds its five sizes, one after the other to the end of the file', () => {
  const ico = read('icon.ico');
  expect(ico.subarray(0, 6)).toEqual(Buffer.of(0, 0, 1, 0, 5, 0));
  let end = 6 + 16 * 5;
  for (const [index, size] of [16, 24, 32, 48, 256].entries()) {
    const entry = ico.subarray(6 + 16 * index);
    expect([entry.readUInt8(0), entry.readUInt8(1)]).toEqual([size % 256, size % 256]);
    expect(entry.readUInt32LE(12)).toBe(end);
    const image = ico.subarray(end, end + entry.readUInt32LE(8));
    if (size === 256) expect(image.subarray(1, 4).toString()).toBe('PNG');
    // A header, four bytes a pixel, and a mask whose rows are filled up to four bytes.
    else expect(image.length).toBe(40 + 4 * size * size + 4 * Math.ceil(size / 32) * size);
    end += image.length;
  }
  expect(end).toBe(ico.length);
});

test('the icon of macOS holds a picture under each name, to the end of the file', () => {
  const icns = read('icon.icns');
  expect(icns.subarray(0, 4).toString()).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const found: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    found[icns.toString('latin1', at, at + 4)] = icns.readUInt32BE(at + 8 + 16);
  }
  const names = ['ic11', 'ic12', 'ic07', 'ic08', 'ic13', 'ic09', 'ic14', 'ic10'];
  const sizes = [32, 64, 128, 256, 256, 512, 512, 1024];
  expect(found).toEqual(Object.fromEntries(names.map((name, index) => [name, sizes[index]])));
});

test('all of it together stays small', () => {
  const files = globSync('{icon.*,{icons,tray}/*}', { cwd: folder });
  const total = files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  expect(total).toBeGreaterThan(100_000);
  expect(total).toBeLessThan(600_000);
});

function read(name: string): Buffer {
  return readFileSync(path.join(folder, name));
}

/** From the header that every PNG begins with. */
function pngSize(name: string): [width: number, height: number] {
  const png = read(name);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
