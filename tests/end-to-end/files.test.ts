import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { uploaded } from '../support/files.ts';
import { FILM_SECONDS, film } from '../support/film.ts';
import { tmpFolder } from '../support/folders.ts';
import { keyboardOn } from '../support/keyboard.ts';
import { openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { pdfOf } from '../support/pdf.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { until } from '../support/until.ts';

const { browser, server, admin } = await pageForSuite({ FILES_DIR: tmpFolder('pictures') });
let herself: Person;
let alice: Awaited<ReturnType<typeof addUser>>;
let bob: Awaited<ReturnType<typeof addUser>>;
let memberIds: string[];
/** She has sent all files. */
let hers: Page;
let his: Page;

beforeAll(async () => {
  alice = await addUser(server, admin.token, 'alice');
  bob = await addUser(server, admin.token, 'bob');
  memberIds = [alice.id, bob.id];
  const signedIn = await signIn(server, alice);
  herself = { ...signedIn, token: await newApiToken(server, signedIn.token) };
  await server.delete('/session', signedIn.token);
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await Promise.all([signInOn(hers, alice), signInOn(his, bob)]);
  await Promise.all([untilLive(hers), untilLive(his)]);
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

/** A picture of stripes, so that one can see where it is. */
async function picture(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const stripes = Array.from(
    { length: 8 },
    (_, n) => `<rect x="${(n * width) / 8}" width="${width / 8}" height="100%"
      fill="hsl(${n * 45} 60% 60%)"/>`,
  ).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${stripes}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer());
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

/** Posts files of hers, and returns the message. */
async function send(
  channelId: string,
  files: readonly (readonly [name: string, bytes: Uint8Array<ArrayBuffer>])[],
  text = '',
) {
  const all = [];
  for (const [name, bytes] of files) all.push(await uploaded(server, herself, bytes, name));
  return say(server, herself, channelId, text, { fileIds: all.map(({ id }) => id) });
}

async function channel(name: string): Promise<string> {
  return (await makeChannel(server, admin, name, { memberIds })).id;
}

/** The places of the pictures on the page, and whether all are loaded. */
const placesOn = (page: Page) =>
  page.locator('main .picture').evaluateAll((all) =>
    all.map((one) => {
      const { top, width, height } = one.getBoundingClientRect();
      return [top, width, height].map(Math.round);
    }),
  );
const areLoaded = (page: Page) =>
  page
    .locator('main .picture img')
    .evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0));
const rowOn = (page: Page, seq: number) => page.locator(`main .row[data-seq="${seq}"]`);

test('pictures have their final size before they are loaded, alone and in grids', async () => {
  const id = await channel('pictures');
  const wide = await picture(1600, 900);
  const tall = await picture(300, 600);
  await send(id, [['wide.png', wide]], 'One');
  await send(id, [
    ['a.png', wide],
    ['b.png', tall],
  ]);
  await send(
    id,
    upTo(6).map((n) => [`${n}.png`, n % 2 === 0 ? tall : wide]),
    'Six',
  );
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await his.route('**/thumbnail', async (route) => {
    await held;
    await route.continue();
  });
  await openChannelOn(his, 'pictures');
  await until(async () => (await placesOn(his)).length === 7);
  const before = await placesOn(his);
  expect(await areLoaded(his)).toBe(false);
  release();
  await until(() => areLoaded(his));
  expect(await placesOn(his)).toEqual(before);
  await his.unroute('**/thumbnail');
  expect(before.map(([, ...size]) => size)).toEqual([
    [360, 203],
    [178, 180],
    [178, 180],
    ...Array(4).fill([178, 133]),
  ]);
  expect(await rowOn(his, 3).locator('.picture').last().innerText()).toContain('+2');
  expect(await rowOn(his, 2).locator('img').first().getAttribute('alt')).toBe('a.png');
  expect(await violationsInState(his)).toEqual([]);
});

const lightboxOn = (page: Page) => page.locator('dialog.lightbox[open]');
const untilShown = (page: Page, name: string) =>
  until(async () => (await lightboxOn(page).getAttribute('aria-label')) === name);
const scaleOn = (page: Page) =>
  page
    .locator('.stage-frame')
    .evaluate((frame) => new DOMMatrix(getComputedStyle(frame).transform).a);
const leftOf = async (page: Page) => (await page.locator('.stage-frame').boundingBox())?.x ?? 0;

test('a picture is looked at by keys alone: larger, the others, nearer and back', async () => {
  const keys = keyboardOn(his);
  await rowOn(his, 3).focus();
  for (let stops = 0; !(await keys.isAt('.picture')); stops += 1) {
    expect(stops).toBeLessThan(20);
    await keys.press('Tab');
  }
  await keys.press('Enter');
  await lightboxOn(his).waitFor();
  await untilShown(his, '1.png');
  // The picture itself, and not the small one.
  await until(() =>
    his
      .locator('.stage img')
      .evaluateAll(
        (all) => all.map((one) => (one as HTMLImageElement).naturalWidth).join() === '1600',
      ),
  );
  await keys.press('ArrowLeft');
  await untilShown(his, '6.png');
  await keys.press('ArrowRight', 'ArrowRight');
  await untilShown(his, '2.png');
  expect(await lightboxOn(his).locator('[role=status]').innerText()).toBe('2.png, 2 of 6');
  await keys.press('+', '+');
  await until(async () => (await scaleOn(his)) === 2.25);
  await keys.press('-');
  await until(async () => (await scaleOn(his)) === 1.5);
  await keys.press('0');
  await until(async () => (await scaleOn(his)) === 1);
  expect(await violationsInState(his)).toEqual([]);
  // Nothing of what was pressed has reached the page behind it.
  await keys.press('Control+k', 'Escape');
  await lightboxOn(his).waitFor({ state: 'detached' });
  expect(await his.locator('dialog[open]').count()).toBe(0);
  expect(await keys.isAt('.picture')).toBe(true);
});

test('and by the mouse: nearer with the wheel, moved, copied, and closed by a click beside it', async () => {
  await his.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await rowOn(his, 1).locator('.picture').click();
  await lightboxOn(his).waitFor();
  await until(() => his.locator('.stage img').evaluateAll((all) => all.length === 1));
  await his.mouse.move(600, 400);
  await his.mouse.wheel(0, -600);
  await until(async () => (await scaleOn(his)) > 2);
  // Where it is moved from is known once it has come nearer.
  await until(() =>
    his.locator('.stage-frame').evaluate((frame) => frame.getAnimations().length === 0),
  );
  const before = await leftOf(his);
  await his.mouse.down();
  await his.mouse.move(660, 400, { steps: 3 });
  await his.mouse.up();
  await until(async () => Math.round((await leftOf(his)) - before) === 60);
  await his.mouse.dblclick(600, 400);
  await until(async () => (await scaleOn(his)) === 1);
  await his.click('.lightbox [aria-label="Copy the picture"]');
  await his.waitForSelector('.lightbox [aria-label="Copied"]');
  const copied = await his.evaluate<string>(`navigator.clipboard.read()
    .then(([item]) => item.getType('image/png'))
    .then((png) => createImageBitmap(png))
    .then(({ width, height }) => width + ' x ' + height)`);
  expect(copied).toBe('1600 x 900');
  const stage = await his.locator('.stage').boundingBox();
  await his.mouse.click((stage?.x ?? 0) + 5, (stage?.y ?? 0) + 5);
  await lightboxOn(his).waitFor({ state: 'detached' });
});

test('a text file shows its first lines when it is on the screen, in its colours, and then the rest', async () => {
  const id = await channel('texts');
  const code = Array.from({ length: 3_000 }, (_, n) => `const line${n + 1} = 'a value';`).join(
    '\n',
  );
  expect(code.length).toBeGreaterThan(64 * 1024);
  await send(id, [
    ['program.ts', bytesOf(code)],
    ['note.txt', bytesOf('Only\nthis')],
  ]);
  const ranges: (string | undefined)[] = [];
  his.on('request', (request) => {
    if (/\/files\/[^/]+$/.test(request.url())) ranges.push(request.headers()['range']);
  });
  await openChannelOn(his, 'texts');
  const lines = his.locator('.file-lines pre:not([aria-hidden])');
  await until(async () => (await lines.count()) === 2);
  expect((await lines.first().innerText()).split('\n').map((line) => line.slice(0, 11))).toEqual(
    upTo(6).map((n) => `const line${n}`),
  );
  expect(await lines.last().innerText()).toBe('Only\nthis');
  await his.waitForSelector('.file-lines .tone-word');
  expect(ranges).toEqual(['bytes=0-4095', 'bytes=0-4095']);
  expect(await his.locator('.file > .link').count()).toBe(1);
  await his.click('.file > .link >> text=Show all');
  await until(async () => (await lines.first().innerText()).length === 64 * 1024);
  expect(ranges.at(-1)).toBe('bytes=0-65535');
  await his.waitForSelector('.file-lines >> text=Only the beginning is shown.');
  expect(await violationsInState(his)).toEqual([]);
  await his.click('.file > .link >> text=Show less');
  await until(async () => (await lines.first().innerText()).split('\n').length === 6);
});

/** Silence of one channel, with `rate` samples of one byte a second. */
function wav(seconds = 1, rate = 8_000): Uint8Array<ArrayBuffer> {
  const length = seconds * rate;
  const bytes = Buffer.alloc(44 + length, 128);
  bytes.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  bytes.writeUInt32LE(36 + length, 4);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(length, 40);
  return new Uint8Array(bytes);
}

test('a sound is played, and all else is a card that saves it', async () => {
  const id = await channel('others');
  await send(id, [
    ['beep.wav', wav()],
    ['data.bin', new Uint8Array([0, 1, 2, 3])],
  ]);
  await openChannelOn(his, 'others');
  await until(() => his.evaluate<boolean>("document.querySelector('main audio')?.duration === 1"));
  const card = (name: string) => his.locator('main .file', { hasText: name });
  expect(await card('data').locator('.file-size').innerText()).toBe('4 bytes');
  const [saved] = await Promise.all([
    his.waitForEvent('download'),
    card('data').locator('[aria-label="Download data.bin"]').click(),
  ]);
  expect(saved.suggestedFilename()).toBe('data.bin');
  expect(await violationsInState(his)).toEqual([]);
});

const pdfOn = (page: Page) => page.locator('dialog.pdf[open]');
const openPdfOn = (page: Page, name: string) =>
  page.locator('main .file', { hasText: name }).locator('button.file-open').click();

test('a PDF opens over the page: the first of its pages before the rest, by keys, with its words', async () => {
  const id = await channel('pdfs');
  const size = 4 * 1024 * 1024;
  const words = ['The first words', ...upTo(8).map((n) => `Page ${n + 1} of the plan`), 'The end'];
  await send(id, [['plan.pdf', pdfOf(words, { filler: size })]]);
  const problems: string[] = [];
  his.on('console', (said) => said.type() === 'error' && problems.push(said.text()));
  his.on('pageerror', (error) => problems.push(String(error)));
  await openChannelOn(his, 'pdfs');
  let received = 0;
  his.on('requestfinished', async (request) => {
    if (/\/files\/[^/]+$/.test(request.url())) received += (await request.sizes()).responseBodySize;
  });
  const fetched: string[] = [];
  his.on('request', (request) => fetched.push(request.url()));
  await openPdfOn(his, 'plan.pdf');
  const dialog = pdfOn(his);
  const first = dialog.locator('[data-page="1"]');
  await first.locator('canvas').waitFor();
  expect(await first.locator('.pdf-text').innerText()).toBe('The first words');
  await until(() => received > 0);
  expect(received).toBeLessThan(size / 2);
  expect(await dialog.locator('[role=status]').innerText()).toBe('Page 1 of 10');
  expect(await dialog.locator('canvas').count()).toBeLessThan(5);
  // What is drawn is what is in it, where it says.
  const colour = await first.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    return [...(canvas.getContext('2d')?.getImageData(width / 2, height * 0.4, 1, 1).data ?? [])];
  });
  expect(colour).toEqual([26, 128, 128, 255]);
  expect(await violationsInState(his)).toEqual([]);

  const keys = keyboardOn(his);
  await keys.press('PageDown');
  await until(async () => (await dialog.locator('[role=status]').innerText()) === 'Page 2 of 10');
  // What fails is asked for again.
  await his.route('**/files/*', (route) => route.abort(), { times: 1 });
  await keys.press('End');
  await dialog.locator('[data-page="9"] canvas').waitFor();
  await dialog.locator('[data-page="10"] canvas').waitFor();
  expect(await dialog.locator('[data-page="10"]').innerText()).toBe('The end');
  expect(await first.locator('canvas').count()).toBe(0);
  await keys.press('Home');
  const widthOf = async () => (await first.boundingBox())?.width ?? 0;
  const before = await widthOf();
  await keys.press('+');
  await until(async () => (await widthOf()) > before * 1.2);
  await keys.press('0');
  await until(async () => (await widthOf()) === before);
  const tab = dialog.locator('[aria-label="Open plan.pdf in a new tab"]');
  expect(await tab.getAttribute('target')).toBe('_blank');
  await keys.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await keys.isAt('button.file-open')).toBe(true);
  // Nobody asked for another host, nor for what the policy forbids.
  expect(fetched.filter((url) => !url.startsWith(server.url))).toEqual([]);
  expect(problems.filter((said) => !said.includes('ERR_FAILED'))).toEqual([]);
  expect(problems.length).toBe(1);
});

test.runIf(isLong())(
  'one that is damaged or has a password says so, and can be downloaded',
  async () => {
    const id = await channel('faults');
    await send(id, [
      ['damaged.pdf', bytesOf('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF')],
      ['locked.pdf', pdfOf(['Secret'], { locked: true })],
    ]);
    await openChannelOn(his, 'faults');
    for (const [name, said] of [
      ['damaged.pdf', 'damaged'],
      ['locked.pdf', 'password'],
    ] as const) {
      await openPdfOn(his, name);
      expect(await pdfOn(his).locator('[role=alert] p').innerText()).toContain(said);
      const [saved] = await Promise.all([
        his.waitForEvent('download'),
        pdfOn(his).locator('[role=alert] a').click(),
      ]);
      expect(saved.suggestedFilename()).toBe(name);
      await his.keyboard.press('Escape');
      await pdfOn(his).waitFor({ state: 'detached' });
    }
  },
);

test.runIf(isLong())(
  'a film and a sound are played, also from near their end, whose beginning is not waited for',
  async () => {
    const id = await channel('media');
    const moving = film();
    const sound = wav(120, 96_000);
    await send(id, [
      ['film.webm', moving],
      ['sound.wav', sound],
    ]);
    /** What was answered of the last third of each, and what was answered without a range. */
    const ends: { url: string; status: number; range: string | undefined }[] = [];
    his.on('response', (response) => {
      const range = response.headers()['content-range'];
      const [, from, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(range ?? '') ?? [];
      if (Number(from) < (Number(size) * 2) / 3) return;
      ends.push({ url: response.url(), status: response.status(), range });
    });
    await openChannelOn(his, 'media');
    for (const [tag, size, seconds] of [
      ['video', moving.length, FILM_SECONDS],
      ['audio', sound.length, 120],
    ] as const) {
      const player = his.locator(`main ${tag}`);
      const at = () => player.evaluate((one) => (one as HTMLMediaElement).currentTime);
      const play = () => player.evaluate((one) => (one as HTMLMediaElement).play());
      await until(() =>
        player.evaluate((one, all) => (one as HTMLMediaElement).duration === all, seconds),
      );
      const url = await player.evaluate((one) => (one as HTMLMediaElement).currentSrc);
      await play();
      await until(async () => (await at()) > 0.2);
      await player.evaluate((one) => (one as HTMLMediaElement).pause());
      // So short a film is read on in, for what is needed alone; a sound when its end is sought.
      const endsOfThis = () => ends.filter((end) => end.url === url);
      if (tag === 'audio') expect(endsOfThis()).toEqual([]);
      const from = seconds - 1.5;
      await player.evaluate((one, time) => {
        (one as HTMLMediaElement).currentTime = time;
      }, from);
      await play();
      await until(async () => (await at()) > from + 0.2);
      expect(endsOfThis()[0], tag).toEqual({
        url,
        status: 206,
        range: expect.stringMatching(new RegExp(`-${size - 1}/${size}$`)),
      });
      await until(() => player.evaluate((one) => (one as HTMLMediaElement).ended));
      expect(await at(), tag).toBe(seconds);
    }
  },
);

test('a card and a picture can be dragged out of the window, and are no new files in it', async () => {
  const id = await channel('dragging');
  await send(id, [
    ['16:30 plan.bin', new Uint8Array([0, 1, 2, 3])],
    ['look.png', await picture(300, 200)],
  ]);
  await openChannelOn(his, 'dragging');
  await his.waitForSelector('main .picture img');
  await his.evaluate(`{
    window.dragged = [];
    window.addEventListener('dragstart', ({ dataTransfer }) => {
      window.dragged.push(dataTransfer.getData('DownloadURL'), ...dataTransfer.types);
    });
  }`);
  const origin = new URL(his.url()).origin;
  for (const [selector, start] of [
    ['main .file-head', 'application/octet-stream:16_30 plan.bin:'],
    ['main .picture', 'image/png:look.png:'],
  ] as const) {
    await his.hover(selector);
    await his.mouse.down();
    await his.hover('main .composer');
    await his.hover('main .composer textarea, main .composer [contenteditable]');
    await his.mouse.up();
    const [url, ...types] = await his.evaluate<string[]>('window.dragged.splice(0)');
    expect(url?.startsWith(`${start}${origin}/api/v1/files/`)).toBe(true);
    // As an address it would be dropped into what is written.
    expect(types).not.toContain('text/uri-list');
  }
  // On Windows it looks like a file also over its own window.
  await his.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'own.bin'));
    dataTransfer.setData('application/x-workspace-file', 'x');
    document.querySelector('main .composer').dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }`);
  expect(await his.locator('main .file-chip').count()).toBe(0);
});

const menuOn = (page: Page) => page.locator('[role=menu] [role=menuitem]').allInnerTexts();

test('a file that is deleted goes from every page at once, also where it is looked at', async () => {
  const id = await channel('deleting');
  const small = await picture(60, 40);
  const { seq } = await send(
    id,
    [
      ['first.png', small],
      ['second.png', small],
    ],
    'Both',
  );
  await openChannelOn(hers, 'deleting');
  await openChannelOn(his, 'deleting');
  await rowOn(his, seq).hover();
  await rowOn(his, seq).locator('[aria-label="More actions"]').click();
  expect((await menuOn(his)).filter((item) => item.startsWith('Delete'))).toEqual([]);
  await his.keyboard.press('Escape');
  await rowOn(his, seq).locator('.picture').first().click();
  await lightboxOn(his).waitFor();

  await rowOn(hers, seq).hover();
  await rowOn(hers, seq).locator('[aria-label="More actions"]').click();
  expect((await menuOn(hers)).filter((item) => item.startsWith('Delete'))).toEqual([
    'Delete first.png…',
    'Delete second.png…',
    'Delete\nDel',
  ]);
  await hers.click('[role=menuitem] >> text=Delete first.png…');
  await hers.waitForSelector('dialog >> text=Delete this file for everyone?');
  expect(await hers.innerText('dialog .about')).toBe('first.png');
  await hers.click('dialog .button.danger');
  for (const page of [hers, his]) {
    await until(async () => (await rowOn(page, seq).locator('.picture').count()) === 1);
  }
  // Who was looking at it looks at the next one, and at none when that is gone.
  await untilShown(his, 'second.png');
  const { body } = await server.get(`/channels/${id}/messages`, admin.token);
  const [left] = body.messages[0].files;
  await server.delete(`/files/${left.id}`, admin.token);
  await lightboxOn(his).waitFor({ state: 'detached' });
  for (const page of [hers, his]) {
    await until(async () => (await rowOn(page, seq).locator('.files').count()) === 0);
  }
});

test('the files of a channel stand beside it, live, and each leads to its message', async () => {
  const id = await channel('gathered');
  const root = await say(server, herself, id, 'A thread');
  const thread = (await server.put(`/messages/${root.id}/thread`, undefined, herself.token)).body;
  // More than a page of them.
  for (const n of upTo(6)) {
    await send(
      id,
      upTo(10).map((m) => [`${n}-${m}.txt`, bytesOf(`${n} ${m}`)]),
    );
  }
  const { seq } = await send(id, [['photo.png', await picture(60, 40)]]);
  await openChannelOn(his, 'gathered');
  await his.click('.head-title');
  await his.click('[role=menuitem] >> text=Files');
  const names = () =>
    his.locator('.files-list .file-name').evaluateAll((all) => all.map((one) => one.textContent));
  await until(async () => (await names()).length >= 50);
  expect((await names()).slice(0, 3)).toEqual(['photo.png', '6-10.txt', '6-9.txt']);
  expect(await his.evaluate('location.hash')).toBe(`#/c/${id}/files`);
  expect(await his.locator('.files-list h3').allInnerTexts()).toEqual(['Today']);
  expect(await his.locator('.files-list .file-size').nth(1).innerText()).toMatch(
    /^alice · \d\d:\d\d · 4 bytes$/,
  );
  await until(() =>
    his
      .locator('.files-list img')
      .evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
  );
  expect(await violationsInState(his)).toEqual([]);
  await his.locator('.files-list').evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await until(async () => (await names()).length === 61);
  expect((await names()).at(-1)).toBe('1-1.txt');

  await send(thread.id, [['in-a-thread.txt', bytesOf('x')]]);
  await until(async () => (await names())[0] === 'in-a-thread.txt');
  await server.delete(`/messages/${await idOf(id, seq)}`, herself.token);
  await until(async () => (await names())[1] === '6-10.txt');
  await his.click('.files-list .file-line:has-text("1-1.txt")');
  await his.waitForSelector('main .row[data-seq="2"]:focus');
  expect(await his.locator('.files-list').count()).toBe(1);
  await his.click('.files-list .file-line:has-text("in-a-thread")');
  await his.waitForSelector('.pane .row[data-seq="1"] >> text=in-a-thread');
});

async function idOf(channelId: string, seq: number): Promise<string> {
  const { body } = await server.get(`/channels/${channelId}/messages?limit=200`, admin.token);
  return body.messages.find((message: { seq: number }) => message.seq === seq).id;
}

const CANARY = "fetch('/canary')";
/** What would run in a page, under names that say something else. */
const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  [
    'drawing.png',
    `<svg xmlns="http://www.w3.org/2000/svg" onload="${CANARY}"><script>${CANARY}</script></svg>`,
  ],
  [
    'drawing.svg',
    `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>${CANARY}</script></svg>`,
  ],
  ['holiday.jpg', `<!doctype html><script>${CANARY}</script><img src=x onerror="${CANARY}">`],
  ['page.html', `<html><body onload="${CANARY}"><script>${CANARY}</script></body></html>`],
  ['both.gif', `GIF89a/*<script>${CANARY}</script>*/=1;${CANARY}`],
  ['report.pdf', `%PDF-1.4\n<script>${CANARY}</script><html><body onload="${CANARY}">`],
];

test('whatever a file says that it is, nothing in it runs, neither in a message nor by its address', async () => {
  const heard: string[] = [];
  const context = his.context();
  await context.route('**/canary', (route) => {
    heard.push(route.request().frame().url());
    return route.fulfill({ status: 204 });
  });
  // Such a page would be heard.
  await context.route('**/control', (route) =>
    route.fulfill({ contentType: 'text/html', body: HOSTILE[3]?.[1] ?? '' }),
  );
  const page = await context.newPage();
  await page.goto(`${server.url}/control`);
  await until(async () => heard.length === 2);
  heard.length = 0;

  const id = await channel('hostile');
  const { files } = await send(
    id,
    HOSTILE.map(([name, text]) => [name, bytesOf(text)]),
  );
  await openChannelOn(his, 'hostile');
  await until(async () => (await his.locator('main .file').count()) === HOSTILE.length);
  // What is text is shown as that.
  await his.waitForSelector('.file-lines >> text=<!doctype html><script>');
  for (const file of files) {
    const saved = page.waitForEvent('download', { timeout: 2_000 }).catch(() => undefined);
    const opened = await page.goto(`${server.url}/api/v1/files/${file.id}`).catch(() => undefined);
    if (opened === null || opened === undefined) expect(await saved, file.name).toBeDefined();
    else expect(opened.headers()['content-type'], file.name).toMatch(/^(image\/|application\/pdf)/);
    // A picture of the page's own; the document that it opened as runs nothing, not even for a test.
    await his.evaluate(`new Promise((done) => {
      const image = new Image();
      image.onload = image.onerror = done;
      image.src = '/api/v1/files/${file.id}';
    })`);
  }
  await page.close();
  expect(heard).toEqual([]);
  await context.unroute('**/canary');
});

test('long names and those that are written from right to left stay in their places, also at 400 px', async () => {
  const id = await channel('names');
  const names = [
    `${'long-name-of-a-file-'.repeat(10).slice(0, 195)}.txt`,
    `${'סיכום ישיבה '.repeat(12).trim()}.docx.bin`,
    `${'W'.repeat(196)}.bin`,
  ];
  await send(
    id,
    names.map((name) => [name, new Uint8Array([0, 1])]),
  );
  await send(id, [['a picture.png', await picture(1200, 300)]], 'And this');
  await openChannelOn(his, 'names');
  await his.click('.head-title');
  await his.click('[role=menuitem] >> text=Files');
  for (const width of [1200, 400]) {
    await his.setViewportSize({ width, height: 800 });
    for (const place of ['main .file', '.files-list li']) {
      if (width === 400 && place.startsWith('main')) continue;
      await until(async () => (await his.locator(place).count()) >= names.length);
      const shown = await his.locator(place).evaluateAll((all) =>
        all.map((one) => {
          const edge = one.getBoundingClientRect().right;
          const end = one.querySelector('.file-name')?.lastElementChild?.getBoundingClientRect();
          return (end?.right ?? Number.POSITIVE_INFINITY) <= edge && (end?.width ?? 0) > 0;
        }),
      );
      expect(shown.length, place).toBeGreaterThanOrEqual(names.length);
      expect(shown, place).not.toContain(false);
    }
    // Once the pane has come in.
    await until(async () => (await his.evaluate('document.documentElement.scrollWidth')) === width);
  }
  await his.keyboard.press('Escape');
  await his.waitForSelector('.pane', { state: 'detached' });
  const [x = 0, width = 0] = await his
    .locator('main .picture')
    .evaluate((one) => [one.getBoundingClientRect().x, one.getBoundingClientRect().width]);
  expect(x + width).toBeLessThanOrEqual(400);
  expect(await violationsInState(his)).toEqual([]);
  await his.locator('main .picture').click();
  await lightboxOn(his).waitFor();
  for (const tool of await his.locator('.lightbox .icon').all()) {
    const box = await tool.boundingBox();
    expect((box?.x ?? 400) + (box?.width ?? 0)).toBeLessThanOrEqual(400);
  }
  expect(await violationsInState(his)).toEqual([]);
  await his.keyboard.press('Escape');
});

test('elsewhere a message without words is the names of its files', async () => {
  const id = await channel('words');
  await his.setViewportSize({ width: 1200, height: 800 });
  await openChannelOn(his, 'words');
  const { id: messageId } = await send(id, [['agenda.bin', new Uint8Array([0, 1])]]);
  await until(
    async () =>
      (await his.locator('.chat > .unseen[role=status]').innerText()) === 'alice: File: agenda.bin',
  );
  await say(server, herself, id, 'See above', { replyToId: messageId });
  await his.waitForSelector('main .quote >> text=alice 📎 agenda.bin');
  await his.keyboard.press('Control+f');
  await his.keyboard.type('agenda');
  await his.waitForSelector('.search-excerpt >> text=📎 agenda.bin');
});
