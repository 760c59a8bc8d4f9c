import type { Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel } from '../support/chat.ts';
import { tmpFolder } from '../support/folders.ts';
import { openChannelOn, openPage, say, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { until } from '../support/until.ts';

const { browser, server, admin } = await pageForSuite({ FILES_DIR: tmpFolder('people') });
const STAGE = '.crop-stage';
const UPLOADS = '**/api/v1/files?**';
/** In the row of her message. */
const HERS = 'main .row .avatar';
let hers: Page;
let his: Page;

beforeAll(async () => {
  const alice = await addUser(server, admin.token, 'alice');
  const bob = await addUser(server, admin.token, 'bob');
  await makeChannel(server, admin, 'atelier', { memberIds: [alice.id, bob.id] });
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await Promise.all([signInOn(hers, alice), signInOn(his, bob)]);
  await Promise.all([untilLive(hers), untilLive(his)]);
  await Promise.all([openChannelOn(hers, 'atelier'), openChannelOn(his, 'atelier')]);
  await say(hers, 'The plan is ready');
  await his.waitForSelector(HERS);
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));
beforeEach(() => hers.goto(`${server.url}/#/settings/profile`));

/** Three squares side by side: red, green and blue. */
async function stripes(side = 600): Promise<Buffer> {
  const stripe = (at: number, colour: string) =>
    `<rect x="${at * side}" width="${side}" height="${side}" fill="${colour}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${3 * side}" height="${side}">
    ${stripe(0, '#f00')}${stripe(1, '#0f0')}${stripe(2, '#00f')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

async function choose(buffer: Buffer, mimeType = 'image/png'): Promise<void> {
  await hers.setInputFiles('.own-picture input[type=file]', { name: 'me', mimeType, buffer });
}

/** What is seen at the corners and in the middle of a picture, as the channel that is the brightest. */
function coloursOf(page: Page, selector: string): Promise<string> {
  return page.evaluate<string>(`(() => {
    const image = document.querySelector(${JSON.stringify(selector)});
    const { naturalWidth: width, naturalHeight: height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    return [[2, 2], [width - 3, 2], [2, height - 3], [width - 3, height - 3], [width / 2, height / 2]]
      .map(([x, y]) => {
        const [red, green, blue] = context.getImageData(x, y, 1, 1).data;
        return 'rgb'[[red, green, blue].indexOf(Math.max(red, green, blue))];
      }).join('') + ' ' + width + '×' + height;
  })()`);
}

/** Where the picture lies under the square, in percent of it. */
const crop = () =>
  hers.locator(`${STAGE} img`).evaluate((image) => {
    const { left, width } = (image as HTMLImageElement).style;
    return [left, width].map(Number.parseFloat);
  });

async function drag(byX: number): Promise<void> {
  const box = await hers.locator(STAGE).boundingBox();
  if (box === null) throw new Error('there is nothing to drag');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await hers.mouse.move(at.x, at.y);
  await hers.mouse.down();
  await hers.mouse.move(at.x + byX / 2, at.y + 10);
  await hers.mouse.move(at.x + byX, at.y);
  await hers.mouse.up();
}

const saved = () => hers.waitForSelector('.own-picture .done:not(:empty)');

test('a picture is chosen, cropped and removed, and others see it at once', async () => {
  const place = () => his.locator(HERS).boundingBox();
  const before = await place();
  expect(await his.innerText(HERS)).toBe('A');
  const held: Route[] = [];
  await his.route('**/thumbnail', (route) => void held.push(route));

  await choose(await stripes());
  await hers.waitForSelector(`${STAGE}:focus`);
  expect(await violationsInState(hers)).toEqual([]);
  expect(await crop()).toEqual([-100, 300]);
  // Further than it goes.
  await drag(400);
  expect(await crop()).toEqual([0, 300]);
  await hers.click('.modal >> text="Save"');
  await saved();
  expect(await hers.locator('.modal').count()).toBe(0);
  await hers.waitForSelector('.own-picture >> text="Remove the picture"');
  // Her own corner has it, too.
  await hers.click('.leave-page');
  await hers.waitForSelector('.sidebar-foot .avatar img.loaded');

  // Until it is there, the initials are seen.
  await until(() => held.length > 0);
  const opacity = () =>
    his.locator(`${HERS} img`).evaluate((image) => getComputedStyle(image).opacity);
  expect(await opacity()).toBe('0');
  expect(await his.innerText(HERS)).toBe('A');
  for (const route of held) await route.continue();
  await his.unroute('**/thumbnail');
  await his.waitForSelector(`${HERS} img.loaded`);
  expect(await opacity()).toBe('1');
  expect(await coloursOf(his, `${HERS} img`)).toBe('rrrrr 512×512');
  expect(await place()).toEqual(before);

  await hers.goto(`${server.url}/#/settings/profile`);
  await hers.click('.own-picture >> text="Remove the picture"');
  await saved();
  expect(await hers.evaluate('document.activeElement.innerText')).toBe('Choose a picture…');
  await his.waitForSelector(`${HERS} img`, { state: 'detached' });
  expect(await his.innerText(HERS)).toBe('A');
  expect(await place()).toEqual(before);
});

test.runIf(isLong())('keys, the wheel and the slider move and zoom the picture', async () => {
  await choose(await stripes());
  await hers.waitForSelector(`${STAGE}:focus`);
  await hers.keyboard.press('ArrowRight');
  expect(await crop()).toEqual([-96, 300]);
  for (const _ of Array(40)) await hers.keyboard.press('ArrowLeft');
  expect(await crop()).toEqual([-200, 300]);
  await hers.keyboard.press('+');
  expect((await crop())[1]).toBeCloseTo(330);
  for (const _ of Array(3)) await hers.keyboard.press('-');
  // The middle stays, and there is no gap beside it.
  expect(await crop()).toEqual([expect.closeTo(-200), 300]);
  await hers.keyboard.press('Tab');
  await hers.keyboard.press('End');
  expect((await crop())[1]).toBeCloseTo(2400);
  const slider = hers.locator('.crop-zoom input');
  expect(await slider.getAttribute('aria-valuetext')).toBe('800%');
  await hers.keyboard.press('Home');
  expect((await crop())[1]).toBe(300);
  await hers.hover(STAGE);
  await hers.mouse.wheel(0, -500);
  await until(async () => ((await crop())[1] ?? 0) > 600);
  expect(await violationsInState(hers)).toEqual([]);
  // The page behind has not been left, and nothing was sent.
  await hers.keyboard.press('Escape');
  await hers.waitForSelector('.modal', { state: 'detached' });
  expect(await hers.locator('.own-picture').count()).toBe(1);
  expect((await server.get('/files/usage', admin.token)).body.unsent.files).toBeLessThan(2);
});

test.runIf(isLong())('a small picture fills the square, and is not zoomed', async () => {
  await choose(await stripes(20));
  await hers.waitForSelector(STAGE);
  expect(await crop()).toEqual([-100, 300]);
  expect(await hers.isDisabled('.crop-zoom input')).toBe(true);
  await hers.keyboard.press('+');
  expect(await crop()).toEqual([-100, 300]);
  await hers.click('.modal >> text="Cancel"');
});

/** Pastes or drops a file in the profile: what the expression makes in the page. */
function give(how: 'paste' | 'drop', bytes: string): Promise<void> {
  return hers.evaluate<void>(`(async () => {
    const data = new DataTransfer();
    data.items.add(new File([${bytes}], 'image.png', { type: 'image/png' }));
    const about = { bubbles: true, cancelable: true };
    document.querySelector('.own-picture').dispatchEvent('${how}' === 'paste'
      ? new ClipboardEvent('paste', { ...about, clipboardData: data })
      : new DragEvent('drop', { ...about, dataTransfer: data }));
  })()`);
}

test.runIf(isLong())('what is no picture is told of, and one that is pasted is taken', async () => {
  const tells = (words: string) =>
    until(async () => (await hers.innerText('.own-picture .fault')).startsWith(words));
  await choose(Buffer.from('no picture'), 'text/plain');
  await tells('This cannot be shown');
  await give('drop', 'new Uint8Array(51 * 1024 * 1024)');
  await tells('This picture is too large');
  await choose(Buffer.concat([(await stripes()).subarray(0, 20), Buffer.alloc(999)]));
  await tells('This cannot be shown');
  for (const how of ['paste', 'drop'] as const) {
    await give(
      how,
      "await (async (canvas) => (canvas.getContext('2d'), canvas.convertToBlob()))(new OffscreenCanvas(300, 100))",
    );
    await hers.waitForSelector(STAGE);
    expect(await hers.innerText('.own-picture .fault')).toBe('');
    await hers.keyboard.press('Escape');
    await hers.waitForSelector(STAGE, { state: 'detached' });
  }
});

test.runIf(isLong())('what the server refuses is told of, and can be tried again', async () => {
  await choose(await stripes());
  await hers.waitForSelector(STAGE);
  const save = () => hers.click('.modal button[type=submit]');
  const tells = (words: string) =>
    until(async () => (await hers.innerText('.modal .fault')).includes(words));
  await hers.route(UPLOADS, (route) => route.abort());
  await save();
  await tells('The server is not responding');
  await hers.unroute(UPLOADS);
  await hers.route(UPLOADS, (route) =>
    route.fulfill({ status: 507, json: { code: 'storage-full' } }),
  );
  await save();
  await tells('has no room');
  await hers.unroute(UPLOADS);
  await hers.route('**/users/me', (route) =>
    route.fulfill({
      status: 422,
      json: { code: 'invalid-request', errors: [{ path: 'avatarId', message: '' }] },
    }),
  );
  await save();
  await tells('The server cannot read this picture');
  await hers.unroute('**/users/me');
  await save();
  await saved();
  // Where a picture cannot be loaded, the initials are seen.
  await his.route('**/thumbnail', (route) => route.abort());
  await his.reload();
  await untilLive(his);
  await his.waitForSelector(`${HERS} img`, { state: 'attached' });
  expect(await his.locator(`${HERS} img.loaded`).count()).toBe(0);
  expect(await his.innerText(HERS)).toBe('A');
  await his.unroute('**/thumbnail');
});

test.runIf(isLong())('a picture that is no longer wanted is not sent', async () => {
  const held: Route[] = [];
  await hers.route(UPLOADS, (route) => void held.push(route));
  let changes = 0;
  await hers.route('**/users/me', (route) => {
    changes += 1;
    return route.continue();
  });
  await choose(await stripes());
  await hers.click('.modal button[type=submit]');
  await until(() => held.length === 1);
  await hers.click('.modal >> text="Cancel"');
  await hers.waitForSelector(STAGE, { state: 'detached' });
  await hers.unroute(UPLOADS);
  // Gone through anyway, it is nobody's picture.
  await held[0]?.continue().catch(() => undefined);
  await hers.waitForTimeout(300);
  expect(changes).toBe(0);
  expect(await hers.innerText('.own-picture .done')).toBe('');
  await hers.unroute('**/users/me');
});
