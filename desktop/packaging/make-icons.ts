import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { icns, ico, type Picture } from './icon-files.ts';

/**
 * Draws every icon again from the SVGs in this folder. After a change to one of them, run
 * `node desktop/packaging/make-icons.ts`. Its output is committed, so that packaging needs no
 * browser and downloads no converter. `CHROMIUM_PATH` names another Chromium than
 * /usr/bin/chromium.
 */
const folder = import.meta.dirname;
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  await makeIcons(page);
  await makeTray(page);
} finally {
  await browser.close();
}

async function makeIcons(page: Page): Promise<void> {
  const icon = read('icons/icon.svg');
  const small = read('icons/icon-small.svg');
  const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
  const pictures = await drawAll(sizes, (size) => draw(page, size <= 32 ? small : icon, size));
  for (const { size, png } of pictures) write(`icons/${size}x${size}.png`, png);
  write('icon.ico', ico(pictures.filter(({ size }) => size <= 48 || size === 256)));

  // Apple's tiles have a margin of a tenth around them.
  const apart = icon.replace('0 0 64 64', '-4 -4 72 72');
  write(
    'icon.icns',
    icns(await drawAll([32, 64, 128, 256, 512, 1024], (size) => draw(page, apart, size))),
  );

  copyFileSync(
    path.join(folder, 'icons/icon.svg'),
    path.join(folder, '../renderer/public/icon.svg'),
  );
}

/**
 * Draws the tray icons, such as `mention-16.png` and `mention-16@2x.png`; Electron finds the second
 * by the name of the first. Windows asks for 16 pixels and multiples of it, Linux panels for 24 or
 * 32, macOS for a template.
 */
async function makeTray(page: Page): Promise<void> {
  for (const old of globSync('tray/*.png', { cwd: folder })) rmSync(path.join(folder, old));
  const tray = read('tray/tray.svg');
  const template = read('tray/template.svg');
  const overlay = read('tray/overlay.svg');
  for (const state of ['plain', 'unread', 'mention', 'offline']) {
    for (const size of [16, 24, 32]) {
      await drawScaled(page, inState(tray, state), `tray/${state}-${size}`, size, [1, 2]);
    }
    await drawScaled(page, inState(tray, state), `tray/${state}-16`, 16, [1.25, 1.5]);
    await drawScaled(page, inState(template, state), `tray/${state}-Template`, 16, [1, 2]);
  }
  for (const state of ['unread', 'mention']) {
    await drawScaled(page, inState(overlay, state), `tray/overlay-${state}`, 16, [1, 2]);
  }
}

async function drawScaled(
  page: Page,
  svg: string,
  name: string,
  size: number,
  scales: readonly number[],
): Promise<void> {
  for (const scale of scales) {
    const { png } = await draw(page, svg, size * scale);
    write(`${name}${scale === 1 ? '' : `@${scale}x`}.png`, png);
  }
}

/** Each state is CSS in the SVG, selected by the SVG's class. */
function inState(svg: string, state: string): string {
  return svg.replace(/ class="[a-z]+"/, ` class="${state}"`);
}

async function drawAll(
  sizes: readonly number[],
  drawOne: (size: number) => Promise<Picture>,
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const size of sizes) pictures.push(await drawOne(size));
  return pictures;
}

async function draw(page: Page, svg: string, size: number): Promise<Picture> {
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
  const url = `data:image/svg+xml;base64,${Buffer.from(sized).toString('base64')}`;
  // Passed as text, since this program is not compiled with the browser's types.
  const drawn = await page.evaluate<[png: string, rgba: string]>(`(async () => {
    const image = new Image();
    image.src = '${url}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, ${size}, ${size});
    return [canvas.toDataURL().split(',')[1], btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''))];
  })()`);
  const [png, rgba] = drawn.map((text) => Buffer.from(text, 'base64'));
  if (png === undefined || rgba?.length !== 4 * size ** 2) throw new Error('nothing was drawn');
  return { size, png, rgba };
}

function read(name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

function write(name: string, content: Buffer): void {
  writeFileSync(path.join(folder, name), content);
}
