import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { history, makeChannel, say } from '../support/chat.ts';
import { tmpFolder } from '../support/folders.ts';
import { chooseOn, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { until } from '../support/until.ts';

/** A file as the browser is to have it: pictures are drawn, all else is a letter over and over. */
interface Made {
  name: string;
  type?: string;
  size?: number;
}

const MOST_BYTES = 100_000;
const UPLOADS = '**/api/v1/files?**';
const FIELD = 'main .composer textarea';
const CHIP = 'main .file-chip';

const { browser, server, admin } = await pageForSuite({
  FILES_DIR: tmpFolder('uploads'),
  MAX_FILE_BYTES: String(MOST_BYTES),
});
let page: Page;
let hereId: string;
let otherId: string;
let rounds = 0;
let alice: { id: string; username: string; password: string };

beforeAll(async () => {
  alice = await addUser(server, admin.token, 'alice');
  page = await openPage(browser, server.url);
  await signInOn(page, alice);
  await untilLive(page);
});
afterAll(() => page.context().close());
beforeEach(async () => {
  rounds += 1;
  const make = (name: string) =>
    makeChannel(server, admin, `${name} ${rounds}`, { memberIds: [alice.id] });
  [{ id: hereId }, { id: otherId }] = [await make('here'), await make('other')];
  await openChannelOn(page, `here ${rounds}`);
});

/** In the page: the files, as a list in `data`. */
const INTO_DATA = `
  const data = new DataTransfer();
  for (const { name, type = 'text/plain', size = 40 } of given) {
    let part = 'x'.repeat(size);
    if (type.startsWith('image/')) {
      const canvas = new OffscreenCanvas(300, 200);
      const context = canvas.getContext('2d');
      context.fillStyle = 'teal';
      context.fillRect(0, 0, 300, 200);
      part = await canvas.convertToBlob({ type });
    }
    data.items.add(new File([part], name, { type }));
  }`;

/** Pastes where the focus is. Returns whether the browser would go on and insert the text. */
function paste(given: readonly Made[], text = ''): Promise<boolean> {
  return page.evaluate<boolean>(`(async (given, text) => {
    ${INTO_DATA}
    if (text !== '') data.setData('text/plain', text);
    return document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  })(${JSON.stringify(given)}, ${JSON.stringify(text)})`);
}

/** What a drag over the element does, as the browser tells of it. */
function drag(selector: string, types: readonly string[], given: readonly Made[]): Promise<void> {
  return page.evaluate<void>(`(async (selector, types, given) => {
    ${INTO_DATA}
    if (given.length === 0) data.setData('text/plain', 'dragged words');
    for (const type of types) {
      document.querySelector(selector).dispatchEvent(
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  })(${JSON.stringify(selector)}, ${JSON.stringify(types)}, ${JSON.stringify(given)})`);
}

const choose = (...given: Made[]) =>
  page.setInputFiles(
    'main .composer input[type=file]',
    given.map(({ name, type = 'text/plain', size = 40 }) => ({
      name,
      mimeType: type,
      buffer: Buffer.alloc(size, 'x'),
    })),
  );
const chip = (name: string) => page.locator(CHIP, { hasText: name });
const names = () => page.locator(`${CHIP} .file-name`).allTextContents();
const untilStored = (count: number) =>
  until(async () => (await page.locator(`${CHIP}.stored`).count()) === count);
const filesIn = async (channelId: string): Promise<[string, string[]][]> =>
  (await history(server, admin, channelId)).map(({ body, files }) => [
    body,
    files.map(({ name }: { name: string }) => name),
  ]);
/** How many files' bytes the browser keeps. */
const keptCount = () =>
  page.evaluate<number>(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('workspace.uploads', 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const count = opening.result.transaction('bytes').objectStore('bytes').count();
      count.onsuccess = () => resolve(count.result);
      opening.result.close();
    };
  })`);

/** Holds the uploads up until they are let go. */
async function holdUploads(): Promise<{ held: Route[]; letGo(): Promise<void> }> {
  const held: Route[] = [];
  await page.route(UPLOADS, (route) => void held.push(route));
  return {
    held,
    async letGo() {
      await page.unroute(UPLOADS);
      for (const route of held) await route.continue().catch(() => undefined);
    },
  };
}

test('an image that is pasted has a name with the time, is seen at once, and is a message by itself', async () => {
  await page.focus(FIELD);
  expect(await paste([{ name: 'image.png', type: 'image/png' }])).toBe(false);
  await untilStored(1);
  const [name = ''] = await names();
  expect(name).toMatch(/^Pasted image \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/);
  const look = page.locator(`${CHIP} img`);
  await look.waitFor();
  await until(() => page.evaluate<number>(`document.querySelector('${CHIP} img').naturalWidth`));
  expect(await keptCount()).toBe(1);
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  const [posted] = await history(server, admin, hereId);
  expect(posted).toMatchObject({ body: '', files: [{ name, width: 300, height: 200 }] });
  expect(await names()).toEqual([]);
  await page.waitForSelector('main .row[data-seq="1"]');
  await until(async () => (await keptCount()) === 0);
});

test('text that is pasted stays text, also where a picture of it comes along', async () => {
  await page.focus(FIELD);
  expect(await paste([{ name: 'image.png', type: 'image/png' }], 'a table')).toBe(true);
  expect(await paste([], 'words')).toBe(true);
  expect(await names()).toEqual([]);
  // A file manager tells the paths of files, too.
  expect(await paste([{ name: 'plan.txt' }], '/home/alice/plan.txt')).toBe(false);
  await until(async () => (await names()).join() === 'plan.txt');
  await chip('plan.txt').locator('.remove').click();
});

test('files that are dropped light up the conversation, and go in their order with the words', async () => {
  const place = page.locator('main .drop-place');
  await drag('main .timeline', ['dragenter', 'dragover'], []);
  expect(await place.count()).toBe(0);
  const three = ['a.txt', 'b.txt', 'c.txt'].map((name) => ({ name }));
  await drag('main .timeline', ['dragenter', 'dragover'], three);
  await place.waitFor();
  await drag('main .timeline', ['dragleave'], three);
  await place.waitFor({ state: 'detached' });
  await drag('main .timeline', ['dragover', 'drop'], three);
  await place.waitFor({ state: 'detached' });
  await until(async () => (await names()).join() === 'a.txt,b.txt,c.txt');
  expect(await page.evaluate(`document.activeElement.matches('${FIELD}')`)).toBe(true);
  await page.keyboard.type('three of them');
  await page.keyboard.press('Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['three of them', ['a.txt', 'b.txt', 'c.txt']]]);
});

test('two are sent at a time; their post waits for all, and what is written later waits with it', async () => {
  const { held, letGo } = await holdUploads();
  await choose({ name: '1.txt' }, { name: '2.txt' }, { name: '3.txt' });
  await until(() => held.length === 2);
  await page.fill(FIELD, 'with files');
  await page.press(FIELD, 'Enter');
  await page.waitForSelector('main .row.outgoing progress');
  await page.fill(FIELD, 'after them');
  await page.press(FIELD, 'Enter');
  await openChannelOn(page, `other ${rounds}`);
  await page.fill(FIELD, 'elsewhere');
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(otherId)).length === 1);
  expect(held).toHaveLength(2);
  expect(await filesIn(hereId)).toEqual([]);
  await letGo();
  await until(async () => (await filesIn(hereId)).length === 2);
  expect(await filesIn(hereId)).toEqual([
    ['with files', ['1.txt', '2.txt', '3.txt']],
    ['after them', []],
  ]);
});

test('an upload that is cancelled ends at once and is in no message', async () => {
  const { held, letGo } = await holdUploads();
  await choose({ name: 'wanted.txt' }, { name: 'unwanted.txt' });
  await until(() => held.length === 2);
  const ended = page.waitForEvent('requestfailed', (request) =>
    request.url().includes('unwanted.txt'),
  );
  await page.click('main [aria-label="Cancel sending unwanted.txt"]');
  await ended;
  await letGo();
  await untilStored(1);
  await page.fill(FIELD, 'one file');
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['one file', ['wanted.txt']]]);
});

const onItsWay = (label: string) => page.locator(`main .row.outgoing [aria-label="${label}"]`);

test('each file of a post on its way is tried again or taken out of it by itself', async () => {
  const { held, letGo } = await holdUploads();
  await choose({ name: 'refused.txt' }, { name: 'unwanted.txt' });
  await page.fill(FIELD, 'two files');
  await page.press(FIELD, 'Enter');
  await until(() => held.length === 2);
  await page.locator('main .row.outgoing progress[aria-label="unwanted.txt"]').waitFor();
  // What is written meanwhile keeps the post from coming back to the field.
  await page.fill(FIELD, 'later');
  const ended = page.waitForEvent('requestfailed', (request) =>
    request.url().includes('unwanted.txt'),
  );
  await onItsWay('Cancel sending unwanted.txt').click();
  await ended;
  await onItsWay('Cancel sending unwanted.txt').waitFor({ state: 'detached' });
  const refused = held.find((route) => route.request().url().includes('refused.txt'));
  await refused?.fulfill({ status: 507, json: { code: 'storage-full', status: 507 } });
  await page.locator('main .row.outgoing .file .fault >> text=no room').waitFor();
  await letGo();
  await onItsWay('Try to send refused.txt again').click();
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['two files', ['refused.txt']]]);
  await page.waitForSelector('main .row[data-seq="1"] [aria-label="Download refused.txt"]');
});

test('a post of which nothing is left goes, and the focus is in the field', async () => {
  const { held, letGo } = await holdUploads();
  await choose({ name: 'one.txt' }, { name: 'two.txt' });
  await until(() => held.length === 2);
  await page.press(FIELD, 'Enter');
  await onItsWay('Cancel sending one.txt').press('Enter');
  await until(
    async () =>
      (await page.evaluate('document.activeElement.ariaLabel')) === 'Cancel sending two.txt',
  );
  await page.keyboard.press('Enter');
  await page.waitForSelector('main .row.outgoing', { state: 'detached' });
  await page.waitForSelector(`${FIELD}:focus`);
  await until(async () => (await keptCount()) === 0);
  await letGo();
  expect(await filesIn(hereId)).toEqual([]);
});

test.runIf(isLong())(
  'another tab shows what is sent, cancels it, and goes on where the first is closed',
  async () => {
    const first = await page.context().newPage();
    await first.goto(page.url());
    await untilLive(first);
    const held: Route[] = [];
    await first.route(UPLOADS, (route) => void held.push(route));
    const own = page;
    page = first;
    await choose({ name: 'kept.txt' }, { name: 'unwanted.txt' }, { name: 'third.txt' });
    await until(() => held.length === 2);
    await page.fill(FIELD, 'from two tabs');
    await page.press(FIELD, 'Enter');
    await until(async () => (await keptCount()) === 3);
    page = own;
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/files?')) sent.push(request.url());
    });
    await page.reload();
    await untilLive(page);
    await onItsWay('Cancel sending unwanted.txt').waitFor();
    await until(async () => (await page.locator('main .row.outgoing progress').count()) === 2);
    await until(() => sent.length === 1);
    const ended = first.waitForEvent('requestfailed', (request) =>
      request.url().includes('unwanted.txt'),
    );
    await onItsWay('Cancel sending unwanted.txt').click();
    await ended;
    await first.close();
    await until(async () => (await filesIn(hereId)).length === 1);
    expect(await filesIn(hereId)).toEqual([['from two tabs', ['kept.txt', 'third.txt']]]);
    expect(sent.filter((url) => url.includes('unwanted'))).toEqual([]);
  },
);

test('what the server refuses says why, and is tried again or removed', async () => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/files?')) sent.push(request.url());
  });
  await choose({ name: 'large.txt', size: 3 * MOST_BYTES });
  await chip('large.txt')
    .locator('text=This file has 300 kB; the server takes at most 100 kB.')
    .waitFor();
  expect(sent).toEqual([]);
  await page.fill(FIELD, 'with words');
  await page.press(FIELD, 'Enter');
  await page.waitForSelector('main .composer .fault >> text=Try it again, or remove it first.');
  await page.click('main [aria-label="Remove large.txt"]');
  await page.route(UPLOADS, (route) =>
    route.fulfill({ status: 507, json: { code: 'storage-full', status: 507 } }),
  );
  await choose({ name: 'small.txt' });
  await chip('small.txt').locator('text=no room').waitFor();
  await page.unroute(UPLOADS);
  await page.click('main [aria-label="Try to send small.txt again"]');
  await untilStored(1);
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['with words', ['small.txt']]]);
});

test('a post whose file is refused is back where it was written, with its words and files', async () => {
  const { held, letGo } = await holdUploads();
  await choose({ name: 'small.txt' }, { name: 'refused.txt' });
  await until(() => held.length === 2);
  await page.fill(FIELD, 'both');
  await page.press(FIELD, 'Enter');
  await until(async () => (await page.inputValue(FIELD)) === '');
  const refused = held.find((route) => route.request().url().includes('refused.txt'));
  // As a proxy that takes less than the server.
  await refused?.fulfill({ status: 413, body: '<html>' });
  await letGo();
  await until(async () => (await page.inputValue(FIELD)) === 'both');
  await chip('refused.txt').locator('text=larger than the server takes').waitFor();
  expect(await names()).toEqual(['small.txt', 'refused.txt']);
  await page.click('main [aria-label="Remove refused.txt"]');
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['both', ['small.txt']]]);
});

test('files that wait for the connection outlive a reload, and are sent with their post', async () => {
  await page.route('**/api/**', (route) => route.abort('internetdisconnected'));
  await page.context().setOffline(true);
  await page.waitForSelector('.banner.connection');
  await page.focus(FIELD);
  await paste([{ name: 'photo.png', type: 'image/png' }, { name: 'notes.txt' }]);
  await chip('notes.txt').locator('text=Waiting for the connection').waitFor();
  await page.keyboard.type('from the train');
  await page.keyboard.press('Enter');
  await page.waitForSelector('main .row.outgoing');
  await until(async () => (await keptCount()) === 2);
  await page.context().setOffline(false);
  await page.reload();
  await page.waitForSelector('text=Try again');
  expect(await filesIn(hereId)).toEqual([]);
  await page.unroute('**/api/**');
  await page.evaluate("window.dispatchEvent(new Event('online'))");
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['from the train', ['photo.png', 'notes.txt']]]);
  await until(async () => (await keptCount()) === 0);
});

test.runIf(isLong())(
  'a file for which there is no room to wait says so without a connection, and goes with one',
  async () => {
    // A page that does not know yet how large a file the server takes.
    await page.reload();
    await untilLive(page);
    await page.context().setOffline(true);
    await page.waitForSelector('.banner.connection');
    await page.focus(FIELD);
    await paste([{ name: 'film.bin', size: 50_000_001 }, { name: 'small.txt' }]);
    await chip('film.bin').locator('text=at most 50 MB of files can wait here').waitFor();
    await chip('small.txt').locator('text=Waiting for the connection').waitFor();
    await page.context().setOffline(false);
    await untilStored(1);
    await page.click('main [aria-label="Try to send film.bin again"]');
    await chip('film.bin').locator('text=This file has 50 MB').waitFor();
    await page.click('main [aria-label="Remove film.bin"]');
    await page.click('main [aria-label="Remove small.txt"]');
    await until(async () => (await keptCount()) === 0);
  },
);

test.runIf(isLong())(
  'what is attached outlives going elsewhere and a reload, and is not sent twice',
  async () => {
    await choose({ name: 'draft.txt' });
    await untilStored(1);
    await openChannelOn(page, `other ${rounds}`);
    expect(await names()).toEqual([]);
    await openChannelOn(page, `here ${rounds}`);
    expect(await names()).toEqual(['draft.txt']);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/files?')) sent.push(request.url());
    });
    await page.reload();
    await untilLive(page);
    await untilStored(1);
    expect(await names()).toEqual(['draft.txt']);
    await page.press(FIELD, 'Enter');
    await until(async () => (await filesIn(hereId)).length === 1);
    expect([await filesIn(hereId), sent]).toEqual([[['', ['draft.txt']]], []]);
  },
);

test('a file that the server has not kept for so long is sent again', async () => {
  const stored = page.waitForResponse(UPLOADS);
  await choose({ name: 'old.txt' });
  const { id } = await (await stored).json();
  await untilStored(1);
  await page.evaluate(`fetch('/api/v1/files/${id}', { method: 'DELETE' }).then(() => {})`);
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  expect(await filesIn(hereId)).toEqual([['', ['old.txt']]]);
});

test('files in a thread are in its composer alone', async () => {
  const { id } = await say(server, admin, hereId, 'What about it?');
  await page.locator('main .row[data-seq]', { hasText: 'about it' }).hover();
  await page.click('.row-actions [aria-label="Reply in a thread"]');
  await page.waitForSelector('.pane .composer textarea:focus');
  await paste([{ name: 'answer.txt' }]);
  await page.waitForSelector('.pane .file-chip.stored');
  expect(await names()).toEqual([]);
  await drag('.pane .timeline', ['dragover'], [{ name: 'more.txt' }]);
  await page.waitForSelector('.pane .drop-place');
  expect(await page.locator('main .drop-place').count()).toBe(0);
  await drag('.pane .timeline', ['drop'], [{ name: 'more.txt' }]);
  await until(async () => (await page.locator('.pane .file-chip.stored').count()) === 2);
  await page.keyboard.press('Enter');
  const threadId = await until(
    async () => (await server.get(`/messages/${id}`, admin.token)).body.thread?.id,
  );
  await until(async () => (await filesIn(threadId)).length === 1);
  expect(await filesIn(threadId)).toEqual([['', ['answer.txt', 'more.txt']]]);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.pane', { state: 'detached' });
});

test('a text that is longer than a message takes goes as a file, and comes back with Ctrl+Z', async () => {
  const text = 'long '.repeat(1_700).trim();
  await page.fill(FIELD, text);
  await page.click('main .composer >> text=Send as a file');
  await untilStored(1);
  expect([await page.inputValue(FIELD), await names()]).toEqual(['', ['message.txt']]);
  await page.keyboard.press('Control+z');
  expect(await page.inputValue(FIELD)).toBe(text);
  await page.fill(FIELD, '');
  await page.press(FIELD, 'Enter');
  await until(async () => (await filesIn(hereId)).length === 1);
  const [posted] = await history(server, admin, hereId);
  expect(posted.files).toMatchObject([{ name: 'message.txt', size: text.length }]);
});

test('keys alone attach nothing by mistake, and remove what is attached', async () => {
  const twelve = Array.from({ length: 12 }, (_, at) => ({ name: `file ${at + 1}.txt` }));
  await choose(...twelve);
  await page.waitForSelector('main .composer .fault >> text=2 were left out');
  await untilStored(10);
  await page.focus(FIELD);
  await page.keyboard.press('Backspace');
  expect(await names()).toHaveLength(10);
  await page.keyboard.press('Shift+Tab');
  const focused = () => page.evaluate<string>('document.activeElement.ariaLabel');
  expect(await focused()).toBe('Remove file 1.txt');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe('Remove file 2.txt');
  await page.keyboard.press('Delete');
  await until(async () => (await focused()) === 'Remove file 3.txt');
  await page.keyboard.press('Home');
  for (const left of [8, 7, 6, 5, 4, 3, 2, 1, 0]) {
    await page.keyboard.press('Enter');
    await until(async () => (await names()).length === left);
  }
  expect(await page.evaluate(`document.activeElement.matches('${FIELD}')`)).toBe(true);
  // From the field on: the formats, then the files.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Attach files');
});

test('the tray has names for what it shows, and room in a narrow window', async () => {
  await choose({ name: 'large.txt', size: 3 * MOST_BYTES }, { name: 'empty.txt', size: 0 });
  await chip('large.txt').locator('.fault').waitFor();
  await untilStored(1);
  const { held, letGo } = await holdUploads();
  await page.focus(FIELD);
  await paste([
    { name: 'a picture with quite a long name, as they come from a camera.png', type: 'image/png' },
    { name: 'plan.txt' },
  ]);
  await until(() => held.length === 2);
  expect(await violationsInState(page)).toEqual([]);
  await page.setViewportSize({ width: 400, height: 700 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
  for (const one of await page.locator(CHIP).all()) {
    const { x, width } = (await one.boundingBox()) ?? { x: -1, width: 0 };
    expect(x >= 0 && x + width <= 400).toBe(true);
  }
  await page.setViewportSize({ width: 1200, height: 800 });
  await letGo();
  await untilStored(3);
});

test('among many files, the one that is refused comes into sight', async () => {
  await page.route(UPLOADS, (route) =>
    route.request().url().includes('refused.txt')
      ? route.fulfill({ status: 507, json: { code: 'storage-full', status: 507 } })
      : route.continue(),
  );
  const others = Array.from({ length: 9 }, (_, n) => ({ name: `${n}.txt` }));
  await choose(...others, { name: 'refused.txt' });
  const refused = chip('refused.txt');
  await refused.locator('text=no room').waitFor();
  await until(async () => {
    const tray = await page.locator('main .tray').boundingBox();
    const { y = 0, height = 0 } = (await refused.boundingBox()) ?? {};
    return tray !== null && y >= tray.y && y + height <= tray.y + tray.height;
  });
  await page.unroute(UPLOADS);
});

test('nothing is left of what was attached where one logs out', async () => {
  await choose({ name: 'secret.txt' });
  await untilStored(1);
  expect(await keptCount()).toBeGreaterThan(0);
  await chooseOn(page, 'Log out');
  await page.waitForSelector('[name=username]');
  await until(async () => (await keptCount()) === 0);
});
