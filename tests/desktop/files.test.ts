import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FILE_SIZE_HEADER } from '../../api/files/contract.ts';
import { hasMouse, mouse, startDropTarget } from '../electron/drop-target.ts';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { addUser, generalOf, signIn } from '../support/api.ts';
import { uploaded } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { buildPage, signInOn, untilLive } from '../support/page.ts';
import { pdfOf } from '../support/pdf.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const MIB = 2 ** 20;
const MOST_BYTES = 320 * MIB;
/** More than the network holds on its way: what the page has sent of it, somebody has read. */
const LARGE = 24 * MIB;
const CHIP = 'main .file-chip';

let server: TestServer;
let token: string;
let general: string;
let front: Awaited<ReturnType<typeof startFront>>;
let workplace: Workplace;
let desktop: Desktop;
let page: Page;

// At night, since it takes a quarter of a minute: by day the page's own suites send and show files.
describe.skipIf(electron.binary === undefined || !isLong())(
  `the built client on ${electron.name}`,
  () => {
    beforeAll(async () => {
      buildPage();
      const files = { FILES_DIR: tmpFolder('desktop-files'), MAX_FILE_BYTES: String(MOST_BYTES) };
      server = await startServer(files);
      token = await newApiToken(server, (await signIn(server, ADMIN)).token);
      general = await generalOf(server, token);
      front = await startFront(server.url);
      workplace = await createWorkplace(front.url);
      desktop = await workplace.launch();
      page = await desktop.page();
      await signInOn(page, await addUser(server, token, 'ann'));
      await untilLive(page);
    });
    afterEach(async () => {
      front.beforeUpload = () => true;
      front.beforeDownload = async () => undefined;
      expect((await desktop.recorded()).errors).toEqual([]);
    });
    afterAll(async () => {
      await workplace.clear();
      front.stop();
      await server.stop();
    });

    /** A file of the user's. */
    async function made(name: string, size: number): Promise<string> {
      const file = path.join(workplace.session.folder, name);
      await pipeline(bytesOf(size), createWriteStream(file, { mode: 0o644 }));
      return file;
    }
    const choose = (file: string) => page.setInputFiles('main .composer input[type=file]', file);
    const chip = (name: string) => page.locator(CHIP, { hasText: name });
    const upload = (name: string) => until(() => front.uploads.find((one) => one.name === name));

    describe('what goes up', () => {
      test('goes on while it comes, and arrives as it is', async () => {
        // As the page sends a file, but the end of which waits.
        const answer = page.evaluate<{ status: number; text: string }>(`(async () => {
        const held = new Promise((resolve) => { window.goOn = resolve; });
        let at = 0;
        const body = new ReadableStream({
          async pull(controller) {
            if (at === 20) return controller.close();
            if (at === 19) await held;
            controller.enqueue(new Uint8Array(65536).fill(at++));
          },
        });
        const answer = await fetch('/api/v1/files?name=slow.bin', { method: 'POST', body, duplex: 'half',
          headers: { 'content-type': 'application/octet-stream', '${FILE_SIZE_HEADER}': '1310720' } });
        return { status: answer.status, text: await answer.text() };
      })()`);
        const { seen } = await upload('slow.bin');
        await until(() => seen() > 15 * 65536);
        await page.evaluate('window.goOn()');
        const { status, text } = await answer;
        expect(status).toBe(201);
        const whole = Buffer.concat(Array.from({ length: 20 }, (_, at) => Buffer.alloc(65536, at)));
        expect(JSON.parse(text).sha256).toBe(createHash('sha256').update(whole).digest('hex'));
      });

      test('a file shows how much of it has gone, and is nothing where the page gives it up', async () => {
        const held = Promise.withResolvers<boolean>();
        front.beforeUpload = () => held.promise;
        await choose(await made('large.bin', LARGE));
        const bar = chip('large.bin').locator('progress');
        await until(async () => (await bar.getAttribute('value')) !== '0');
        expect(Number(await bar.getAttribute('value'))).toBeLessThan(LARGE / 2);
        const { near, headers } = await upload('large.bin');
        expect(headers[FILE_SIZE_HEADER]).toBe(String(LARGE));
        const gone = closed(near);
        await chip('large.bin').locator('button').last().click();
        held.resolve(true);
        await gone;
        expect(near.complete).toBe(false);
        const { status, sha256 } = await send('empty.txt', 0);
        expect([status, sha256]).toEqual([201, createHash('sha256').digest('hex')]);
        expect(await namesStored()).not.toContain('large.bin');
      });

      test('nor where the page goes away in the middle', async () => {
        void page
          .evaluate(`fetch('/api/v1/files?name=half.bin', { method: 'POST', duplex: 'half',
          headers: { '${FILE_SIZE_HEADER}': '${LARGE}' },
          body: new ReadableStream({ start(controller) {
            for (let at = 0; at < 4; at += 1) controller.enqueue(new Uint8Array(65536));
          } }) })`)
          .catch(() => undefined);
        const { near, seen } = await upload('half.bin');
        await until(() => seen() > 3 * 65536);
        const gone = closed(near);
        await page.reload();
        await gone;
        expect(near.complete).toBe(false);
        await untilLive(page);
        expect(await namesStored()).not.toContain('half.bin');
      });

      test('a refusal is the answer, be it before or in the middle', async () => {
        const tooLarge = { status: 413, code: 'file-too-large' };
        expect(await send('huge.bin', MOST_BYTES + 1)).toMatchObject(tooLarge);
        // As from a page that does not say how much there will be.
        expect(await send('huge.bin', MOST_BYTES + 1, '')).toMatchObject(tooLarge);
        front.beforeUpload = ({ socket }) => {
          socket.write(
            'HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
          );
          socket.destroySoon();
          return false;
        };
        expect((await send('refused.bin', LARGE)).status).toBe(401);
        front.beforeUpload = ({ socket }) => {
          socket.destroy();
          return false;
        };
        expect(await send('cut.bin', LARGE)).toMatchObject({ status: 502 });
      });
    });

    test('a proxy that asks for a password with a file on its way gets it', async () => {
      const proxy = await startProxy();
      await desktop.evaluate(
        ({ session }, proxyRules) =>
          session.defaultSession.setProxy({ proxyRules, proxyBypassRules: '<-loopback>' }),
        proxy.address,
      );
      await desktop.evaluate(({ session }) => session.defaultSession.closeAllConnections());
      expect(await send('proxied.bin', LARGE)).toMatchObject({
        status: 502,
        code: 'proxy-password-wanted',
      });
      await page.evaluate(`window.workspace.givePassword('${proxy.address}', 'ann', 'secret')`);
      // A file cannot be sent a second time: another request gives the password for it.
      const status = await page.evaluate(
        `fetch('/api/v1/session').then((answer) => answer.status)`,
      );
      expect(status).toBe(200);
      expect((await send('proxied.bin', LARGE)).status).toBe(201);
      expect(proxy.refused()).toBeGreaterThan(0);
      await desktop.evaluate(({ session }) => session.defaultSession.setProxy({ mode: 'direct' }));
      proxy.stop();
      await untilLive(page);
    });

    describe('what comes down', () => {
      let folder: string;
      beforeAll(async () => {
        // Not there yet.
        folder = path.join(workplace.session.folder, 'Downloads');
        await desktop.evaluate(({ app }, to) => app.setPath('downloads', to), folder);
      });
      /** Posts a file, and gives its link for saving. */
      async function posted(name: string, bytes: Uint8Array<ArrayBuffer> | string) {
        const { id } = await uploaded(server, { token }, bytes, name);
        await server.post(`/channels/${general}/messages`, { fileIds: [id] }, token);
        return page.locator(`main [aria-label="Download ${name}"]`);
      }
      const line = (name: string) => page.locator('.downloads p', { hasText: name });
      const dismissAll = async () => {
        const buttons = page.locator('.downloads [aria-label^="Dismiss"]');
        while ((await buttons.count()) > 0) await buttons.first().click();
      };
      afterEach(dismissAll);
      const folderHas = () => readdirSync(folder).sort();

      test('is saved in the user’s folder under its name, over nothing that is there', async () => {
        const link = await posted('Compte rendu d’été.pdf', 'first');
        for (const name of ['Compte rendu d’été.pdf', 'Compte rendu d’été (1).pdf']) {
          await link.click();
          await line(name).locator('text=Show in folder').waitFor();
          expect(readFileSync(path.join(folder, name), 'utf8')).toBe('first');
        }
        expect(folderHas()).toEqual(['Compte rendu d’été (1).pdf', 'Compte rendu d’été.pdf']);
        const first = line('Compte rendu d’été.pdf');
        await first.locator('text=Show in folder').click();
        await first.locator('text=Open').click();
        const file = path.join(folder, 'Compte rendu d’été.pdf');
        await until(async () => (await desktop.recorded()).opened.length === 2);
        expect((await desktop.recorded()).opened).toEqual([`folder of ${file}`, file]);
        // What might be run is shown where it is, and not opened.
        await (await posted('install.exe', 'MZ')).click();
        await line('install.exe').locator('text=Show in folder').waitFor();
        expect(await line('install.exe').locator('text=Open').count()).toBe(0);
        expect(await page.evaluate(`window.workspace.openDownload(3)`)).toBe(undefined);
        expect((await desktop.recorded()).opened).toHaveLength(2);
      });

      test('shows how far it is, and is gone where it is cancelled', async () => {
        const link = await posted('film.bin', Buffer.alloc(4 * MIB, 1));
        front.holdAnswersAfter(MIB);
        await link.click();
        const bar = line('film.bin').locator('progress');
        await until(async () => Number(await bar.getAttribute('value')) >= MIB / 2);
        expect(await bar.getAttribute('max')).toBe(String(4 * MIB));
        const { progress } = await desktop.recorded();
        expect(progress.at(-1)).toBeGreaterThan(0);
        expect(progress.at(-1)).toBeLessThan(0.5);
        await page.click('[aria-label="Cancel saving film.bin"]');
        await line('film.bin').waitFor({ state: 'detached' });
        await until(async () => (await desktop.recorded()).progress.at(-1) === -1);
        await until(() => folderHas().every((name) => !name.startsWith('film')));
        front.breakAnswers();
      });

      test('says what became of it where it cannot be had', async () => {
        const link = await posted('half.bin', Buffer.alloc(4 * MIB, 2));
        front.holdAnswersAfter(MIB);
        await link.click();
        await until(
          async () => (await line('half.bin').locator('progress').getAttribute('value')) !== '0',
        );
        front.breakAnswers();
        await line('half.bin').locator('text=Broke off').waitFor();
        const gone = await posted('gone.bin', 'gone');
        await gone.waitFor();
        await dismissAll();
        await page.evaluate(
          `document.querySelector('main [aria-label="Download gone.bin"]').href = '/api/v1/files/00000000-0000-4000-8000-000000000000'`,
        );
        await gone.click();
        await page.locator('.downloads p:has-text("Could not be saved")').waitFor();
        expect(folderHas().filter((name) => /half|gone|0000/.test(name))).toEqual([]);
      });
    });

    describe('what is dragged out of the window', () => {
      const copies = () => path.join(workplace.folder, 'dragged');
      async function posted(name: string, bytes: Uint8Array<ArrayBuffer> | string) {
        const { id } = await uploaded(server, { token }, bytes, name);
        await server.post(`/channels/${general}/messages`, { fileIds: [id] }, token);
        const card = page.locator('main .file-head', { hasText: name });
        await card.waitFor();
        return { id, card };
      }

      function holdDownload() {
        const { promise, resolve } = Promise.withResolvers<void>();
        let isAsked = false;
        front.beforeDownload = () => {
          isAsked = true;
          return promise;
        };
        return { isAsked: () => isAsked, goOn: resolve };
      }

      test('is a copy that only its user can reach, and which main has fetched', async () => {
        const { id, card } = await posted('16:30 plan?.bin', 'planned');
        await desktop.evaluate(noteDrags);
        await card.hover();
        await page.mouse.down();
        await page.hover('main .composer');
        const [file] = await until(async () => {
          const all = await desktop.evaluate(() => dragged);
          return all.length > 0 && all;
        });
        await page.mouse.up();
        expect(file).toBe(path.join(copies(), id, '16_30 plan_.bin'));
        expect(readFileSync(file ?? '', 'utf8')).toBe('planned');
        expect(statSync(copies()).mode & 0o777).toBe(0o700);
        // Nothing but a file of the server's, by its id.
        const other = '00000000-0000-4000-8000-000000000000';
        expect(await page.evaluate(`window.workspace.prepareDrag('${other}')`)).toBe(false);
        await page.evaluate(`window.workspace.startDrag('${other}')`);
        for (const bad of ['../secrets', '/etc/passwd', `${id}/thumbnail`]) {
          await expect(page.evaluate(`window.workspace.prepareDrag('${bad}')`)).rejects.toThrow();
          await expect(page.evaluate(`window.workspace.startDrag('${bad}')`)).rejects.toThrow();
        }
        expect(await desktop.evaluate(() => dragged)).toEqual([file]);
      });

      test('is not dragged once the button has been released', async () => {
        const { id, card } = await posted('late.bin', Buffer.alloc(4 * MIB, 3));
        const held = holdDownload();
        await desktop.evaluate(noteDrags);
        await card.hover();
        await page.mouse.down();
        await page.hover('main .composer');
        await until(held.isAsked);
        await page.mouse.up();
        held.goOn();
        await until(() =>
          page.evaluate<boolean>(`!('ownDrag' in document.documentElement.dataset)`),
        );
        expect(statSync(path.join(copies(), id, 'late.bin')).size).toBe(4 * MIB);
        expect(await desktop.evaluate(() => dragged)).toEqual([]);
      });

      test.runIf(hasMouse())(
        'arrives in another program, and is no new file in the window',
        async () => {
          const target = await startDropTarget(workplace.session);
          await desktop.evaluate(dragAgain);
          const hand = mouse(workplace.session);
          const { x, y } = await desktop.evaluate(({ BrowserWindow }) => {
            const [window] = BrowserWindow.getAllWindows();
            window?.setBounds({ x: 0, y: 0, width: 1000, height: 900 });
            return window?.getContentBounds() ?? { x: 0, y: 0 };
          });
          async function spotOf(selector: string) {
            const box = await page.locator(selector).last().boundingBox();
            if (box === null) throw new Error(`${selector} is not shown`);
            return { x: Math.round(x + box.x + 60), y: Math.round(y + box.y + box.height / 2) };
          }
          // Main answers nothing else while it drags.
          const isDragged = () =>
            page.evaluate<boolean>(`document.documentElement.dataset.ownDrag === 'dragged'`);
          const isOver = () =>
            page.evaluate<boolean>(`!('ownDrag' in document.documentElement.dataset)`);
          async function pick() {
            const spot = await spotOf('main .file-head');
            hand.move(spot);
            hand.press();
            hand.move({ x: spot.x + 60, y: spot.y });
          }
          async function drop(spot: { x: number; y: number }) {
            await until(isDragged);
            hand.move(spot);
            hand.release();
          }
          await posted('Compte rendu d’été.txt', 'of the summer');
          await pick();
          await drop(target.spot);
          await until(() => target.dropped().length === 1);
          const [[first] = []] = target.dropped();
          expect(first?.text).toBe('of the summer');
          expect(path.basename(first?.file ?? '')).toBe('Compte rendu d’été.txt');
          await until(isOver);

          // One that takes its time: it is dragged as soon as it is there.
          await posted('slow.txt', 'x'.repeat(4 * MIB));
          const held = holdDownload();
          await pick();
          await until(held.isAsked);
          hand.move({ x: target.spot.x - 100, y: target.spot.y });
          held.goOn();
          await drop(target.spot);
          await until(() => target.dropped().length === 2);
          expect(target.dropped()[1]?.[0]?.text).toHaveLength(4 * MIB);
          await until(isOver);

          await pick();
          await drop(await spotOf('main .composer'));
          await until(isOver);
          expect(await page.locator(CHIP).count()).toBe(0);
          target.end();
        },
      );
    });

    test('300 MB go up and down, and neither process holds them', async () => {
      const size = 300 * MIB;
      const file = await made('300.bin', size);
      await desktop.evaluate(watchMemory);
      await choose(file);
      await page.waitForSelector(`${CHIP}.stored`, { timeout: 100_000 });
      const up = await desktop.evaluate(() => memory.grown());
      await page.click('[aria-label="Send"]');
      await desktop.evaluate(watchMemory);
      await page.click('main [aria-label="Download 300.bin"]');
      const line = '.downloads p:has-text("300.bin") >> text=Show in folder';
      await page.waitForSelector(line, { timeout: 100_000 });
      const saved = path.join(
        await desktop.evaluate(({ app }) => app.getPath('downloads')),
        '300.bin',
      );
      const down = await desktop.evaluate(() => memory.grown());
      expect(await digestOf(saved)).toBe(await digestOf(file));
      for (const grown of [up, down]) {
        expect(grown.main).toBeLessThan(100);
        expect(grown.page).toBeLessThan(150);
      }
    });

    test('a PDF opens over the page, with a reader from the page’s own origin', async () => {
      const { id } = await uploaded(
        server,
        { token },
        pdfOf(['The plan', 'The end']),
        'opened.pdf',
      );
      await server.post(`/channels/${general}/messages`, { fileIds: [id] }, token);
      await page
        .locator('main .file', { hasText: 'opened.pdf' })
        .locator('button.file-open')
        .click();
      const first = page.locator('dialog.pdf [data-page="1"]');
      await first.locator('canvas').waitFor();
      expect(await first.locator('.pdf-text').innerText()).toBe('The plan');
      // A tab of its own would be the system's, which has no program for this address.
      expect(await page.locator('dialog.pdf a:not([download])').count()).toBe(0);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.pdf', { state: 'detached' });
    });

    // Behind the others: what drives the page waits for navigations that were refused.
    test('none opens in the client, and none takes the place of the page', async () => {
      const before = page.url();
      const saved = await page.locator('.downloads p').count();
      for (const [name, text] of [
        ['page.html', '<!doctype html><script>document.title = "run"</script>'],
        ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'],
        ['notes.txt', 'words'],
        ['plan.pdf', '%PDF-1.4\ntrailer<<>>\n%%EOF'],
      ] as const) {
        const { id } = await uploaded(server, { token }, text, name);
        await server.post(`/channels/${general}/messages`, { fileIds: [id] }, token);
        const card = page.locator('main .file', { hasText: name });
        // Not `waitFor`, which waits for the end of a navigation that was refused.
        await until(async () => (await card.count()) === 1);
        expect(await card.locator('a:not([download])').count()).toBe(0);
        await page.evaluate(`(async (url) => {
        window.open(url);
        location.href = url;
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
        // Longer than an answer takes.
        await new Promise((resolve) => { setTimeout(resolve, 300); });
        frame.remove();
      })('/api/v1/files/${id}')`);
        expect(desktop.electron.windows().map((one) => one.url())).toEqual([before]);
        expect(await page.locator('.composer').count()).toBe(1);
      }
      expect(await page.locator('.downloads p').count()).toBe(saved);
    });

    test('what was dragged is gone when the program has quit', async () => {
      const { id } = await uploaded(server, { token }, 'last', 'last.bin');
      await server.post(`/channels/${general}/messages`, { fileIds: [id] }, token);
      expect(await page.evaluate(`window.workspace.prepareDrag('${id}')`)).toBe(true);
      const copies = path.join(workplace.folder, 'dragged');
      expect(readdirSync(copies)).toContain(id);
      await desktop.close();
      expect(existsSync(copies)).toBe(false);
      desktop = await workplace.launch();
      page = await desktop.page();
      await untilLive(page);
    });

    /** As the page does, of zeros. */
    async function send(name: string, size: number, header: string = FILE_SIZE_HEADER) {
      return page.evaluate<{ status: number; code?: string; sha256?: string }>(`(async () => {
      const answer = await fetch('/api/v1/files?name=${name}', { method: 'POST', duplex: 'half',
        headers: { ${header && `'${header}': '${size}'`} }, body: new Blob([new Uint8Array(${size})]).stream() });
      return { status: answer.status, ...await answer.json() };
    })()`);
    }
  },
);

/** The names of all files that the server has taken. */
async function namesStored(): Promise<string[]> {
  const { body } = await server.get('/files/usage', token);
  return body.largest?.map(({ name }: { name: string }) => name) ?? [];
}

const closed = ({ socket }: IncomingMessage) =>
  new Promise((resolve) => socket.once('close', resolve));

/** Bytes that do not repeat within a piece of anything's. */
async function* bytesOf(size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; at += MIB) {
    const piece = Buffer.alloc(Math.min(MIB, size - at), 'The seventeen letters');
    piece.writeUInt32LE(at / MIB);
    yield piece;
  }
}

/** A proxy of plain HTTP that wants a password. */
async function startProxy() {
  let refused = 0;
  const proxy = createServer((near, response) => {
    near.on('error', () => undefined);
    if (near.headers['proxy-authorization'] === undefined) {
      refused += 1;
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="The proxy"' }).end();
      near.resume();
      return;
    }
    const { method, headers, url = '' } = near;
    const far = request(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy()).pipe(response);
    });
    far.on('error', () => response.destroy());
    response.on('close', () => far.destroy());
    near.pipe(far);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    refused: () => refused,
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

declare global {
  /** In Electron's main process, once `watchMemory` has run there. */
  var memory: {
    /** By how much the main process and the page have grown at most since, in MiB. */
    grown(): { main: number; page: number };
  };
}

/** Runs in the main process. */
function watchMemory({ app }: typeof Electron): void {
  const now = () => {
    const ofKind = (kind: string) =>
      app
        .getAppMetrics()
        .filter(({ type }) => type === kind)
        .reduce((sum, one) => sum + one.memory.workingSetSize / 1024, 0);
    return { main: ofKind('Browser'), page: ofKind('Tab') };
  };
  const before = now();
  const most = { ...before };
  const timer = setInterval(() => {
    const { main, page } = now();
    most.main = Math.max(most.main, main);
    most.page = Math.max(most.page, page);
  }, 50);
  globalThis.memory = {
    grown() {
      clearInterval(timer);
      return { main: most.main - before.main, page: most.page - before.page };
    },
  };
}

declare global {
  /** In Electron's main process, once `noteDrags` has run there: the files so far. */
  var dragged: string[];
}

/** Runs in the main process: nothing is dragged, since nobody would drop it. */
function noteDrags({ BrowserWindow }: typeof Electron): void {
  globalThis.dragged = [];
  const contents = BrowserWindow.getAllWindows()[0]?.webContents;
  if (contents !== undefined) contents.startDrag = ({ file }) => void dragged.push(file);
}

/** Runs in the main process. */
function dragAgain({ BrowserWindow }: typeof Electron): void {
  Reflect.deleteProperty(BrowserWindow.getAllWindows()[0]?.webContents ?? {}, 'startDrag');
}

interface SeenUpload {
  name: string;
  headers: IncomingMessage['headers'];
  near: IncomingMessage;
  /** The bytes that have come so far. */
  seen(): number;
}

/** A proxy before the server, which notes the uploads and holds or refuses them where the test wants. */
async function startFront(serverUrl: string) {
  const uploads: SeenUpload[] = [];
  const hooks = {
    /** False where it has answered itself. */
    beforeUpload: (_near: IncomingMessage): boolean | Promise<boolean> => true,
    beforeDownload: async (): Promise<void> => undefined,
  };
  let most = Number.POSITIVE_INFINITY;
  const held = new Set<ServerResponse>();
  /** The answer's bytes, up to the place where it is held. */
  function send(answer: IncomingMessage, response: ServerResponse): void {
    let sent = 0;
    answer.on('data', (piece: Buffer) => {
      const wanted = piece.subarray(0, Math.max(0, most - sent));
      sent += wanted.length;
      if (!response.write(wanted)) {
        answer.pause();
        response.once('drain', () => answer.resume());
      }
    });
    if (most === Number.POSITIVE_INFINITY) answer.on('end', () => response.end());
    else held.add(response);
  }
  const front = createServer(async (near, response) => {
    const { headers, method, url = '' } = near;
    near.on('error', () => undefined);
    const { pathname, searchParams } = new URL(url, serverUrl);
    if (method === 'POST' && pathname === '/api/v1/files') {
      const before = near.socket.bytesRead;
      const seen = () => near.socket.bytesRead - before;
      uploads.push({ name: searchParams.get('name') ?? '', headers, near, seen });
      if (!(await hooks.beforeUpload(near))) return;
    }
    const isDownload = method === 'GET' && pathname.startsWith('/api/v1/files/');
    if (isDownload) await hooks.beforeDownload();
    const far = request(new URL(url, serverUrl), { headers, method }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => response.destroy());
      if (isDownload) send(answer, response);
      else answer.pipe(response);
    });
    far.on('error', () => response.destroy());
    response.on('close', () => far.destroy());
    // Nobody wants the rest of what was refused in the middle.
    response.on('finish', () => near.complete || near.socket.destroySoon());
    near.pipe(far);
  });
  await once(front.listen(0, '127.0.0.1'), 'listening');
  const { port } = front.address() as AddressInfo;
  return Object.assign(hooks, {
    uploads,
    holdAnswersAfter(bytes: number) {
      most = bytes;
    },
    /** Breaks off what is held, and holds nothing any more. */
    breakAnswers() {
      most = Number.POSITIVE_INFINITY;
      for (const response of held) response.destroy();
      held.clear();
    },
    url: `http://localhost:${port}`,
    stop() {
      front.close();
      front.closeAllConnections();
    },
  });
}
