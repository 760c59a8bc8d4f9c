import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { addPerson, addUser, generalOf, type Person, signIn } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { buildPage, chooseOn, signInOn, untilLive } from '../support/page.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let admin: Person;
let bob: Person;
let alice: Awaited<ReturnType<typeof addUser>>;
let workplace: Workplace;
let desktop: Desktop;
let page: Awaited<ReturnType<Desktop['page']>>;

describe.skipIf(electron.binary === undefined)(`around the window, on ${electron.name}`, () => {
  beforeAll(async () => {
    buildPage();
    server = await startServer();
    admin = await signIn(server, ADMIN);
    alice = await addUser(server, admin.token, 'alice');
    bob = await addPerson(server, admin.token, 'bob');
    workplace = await createWorkplace(server.url);
    desktop = await workplace.launch({ locale: 'fr-FR' });
    page = await desktop.page();
    await signInOn(page, alice);
    await untilLive(page);
  });
  afterAll(async () => {
    await workplace.clear();
    await server.stop();
  });

  const notifications = () => workplace.session.notifications();
  const isFocused = (focused: boolean) =>
    desktop.evaluate(({ BrowserWindow }, wanted) => {
      const [window] = BrowserWindow.getAllWindows();
      if (wanted) window?.focus();
      else window?.blur();
    }, focused);
  const closeWindow = () =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = () =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  const isMinimized = () =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized());
  async function direct(): Promise<string> {
    return (await server.put(`/direct/${alice.id}`, undefined, bob.token)).body.id;
  }
  const write = (channel: string, body: string) =>
    server.post(`/channels/${channel}/messages`, { body }, bob.token);
  const statusOf = async (userId: string) =>
    (await server.get('/presence', admin.token)).body.users.find(
      (user: { userId: string }) => user.userId === userId,
    )?.status;

  describe('while it runs', () => {
    beforeEach(async () => {
      await isFocused(true);
      workplace.session.forgetNotifications();
    });

    test('nobody at the workstation is away, and back when somebody is', async () => {
      await desktop.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
      await until(async () => (await statusOf(alice.id)) === 'away');
      await desktop.evaluate(({ powerMonitor }) => powerMonitor.emit('unlock-screen'));
      await until(async () => (await statusOf(alice.id)) === 'active');
    });

    test('the tray and the badge tell what is unread, and the tray leads to the window and out', async () => {
      const channel = await direct();
      await isFocused(false);
      await write(channel, 'Un');
      await write(channel, 'Deux');
      await until(async () => (await desktop.recorded()).toolTip.includes('2 messages non lus'));
      const { badge, trayLabels } = await desktop.recorded();
      expect(badge).toBe(2);
      expect(trayLabels).toEqual([
        expect.stringContaining('En direct'),
        '',
        'Ouvrir Workspace',
        'Quitter',
      ]);
    });

    test('a direct message and a mention notify while the window is not in front, and nothing else does', async () => {
      const general = await generalOf(server, admin.token);
      const channel = await direct();
      await isFocused(false);
      await write(general, 'Pour tout le monde');
      await write(general, 'Et pour toi, @alice : **demain**');
      await write(channel, 'Tu viens ?');
      await until(() => notifications().length === 2);
      expect(notifications()).toEqual([
        {
          title: expect.stringMatching(/^bob\d* · #general$/),
          body: 'Et pour toi, @alice : demain',
        },
        { title: expect.stringMatching(/^bob\d*$/), body: 'Tu viens ?' },
      ]);
      workplace.session.forgetNotifications();
      await write(channel, 'Alors ?');
      await until(() => notifications().length === 1);
      workplace.session.pressNotification();
      await page.waitForSelector('.channel-head h1:has-text("bob")');
      expect(
        await desktop.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.isFocused(),
        ),
      ).toBe(true);
      await write(channel, 'Je te vois');
      await page.waitForSelector('.row:has-text("Je te vois")');
      expect(notifications()).toHaveLength(1);
    });

    test('a channel has one notification, the newest, which goes when it is read', async () => {
      const channel = await direct();
      const { id: plans } = await makeChannel(server, bob, 'plans', { memberIds: [alice.id] });
      const onScreen = (count: number) =>
        until(() => workplace.session.notificationsOnScreen() === count);
      // The driver lets the page believe that it has the focus, so what is open is read at once.
      await page.click('.sidebar .place >> text=general');
      await isFocused(false);
      for (const body of ['Un', 'Deux', 'Trois']) await write(channel, body);
      await until(() => notifications().length === 3);
      await onScreen(1);
      await page.waitForSelector('.sidebar .place >> text=plans');
      await write(plans, 'Et toi, @alice ?');
      await onScreen(2);
      await page.click('.sidebar .place >> text=bob');
      await onScreen(1);
      await page.click('.sidebar .place >> text=plans');
      await onScreen(0);
      await page.click('.sidebar .place >> text=bob');
    });

    test('what people write is no markup of the desktop', async () => {
      await isFocused(false);
      const channel = await direct();
      const said =
        '<b>Gras</b> & <img src="file:///etc/hostname"> <a href="https://x.example">ici</a>';
      await write(channel, said);
      await until(() => notifications().length === 1);
      const shown = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      expect(notifications()[0]?.body).toBe(shown);
    });

    test('with notifications off there are none', async () => {
      const areOn = (notifications: boolean) =>
        page.evaluate(`window.workspace.changeSettings({ notifications: ${notifications} })`);
      await areOn(false);
      await isFocused(false);
      const channel = await direct();
      await write(channel, 'Sans bruit');
      await page.waitForSelector('.row:has-text("Sans bruit")');
      await areOn(true);
      await write(channel, 'Avec bruit');
      await until(() => notifications().length > 0);
      expect(notifications().map(({ body }) => body)).toEqual(['Avec bruit']);
    });

    test('an answer given in a notification is posted in its channel', async () => {
      const channel = await direct();
      await page.click('.sidebar .place >> text=general');
      await isFocused(false);
      await write(channel, 'Tu peux venir à dix heures ?');
      await until(() => notifications().length === 1);
      await desktop.evaluate(() => recorder.answer(' J’y serai. '));
      await until(async () => {
        const { messages } = (await server.get(`/channels/${channel}/messages`, bob.token)).body;
        const { body, authorId } = messages.at(-1);
        return body === 'J’y serai.' && authorId === alice.id;
      });
    });

    test('a reply in a thread notifies, and leads to the thread beside its channel', async () => {
      const general = await generalOf(server, admin.token);
      const root = await write(general, 'Qui apporte le pain ?');
      const { body } = await server.put(`/messages/${root.body.id}/thread`, undefined, bob.token);
      await page.click('.sidebar .place >> text=bob');
      await isFocused(false);
      await write(body.id, 'Toi, @alice ?');
      await until(() => notifications().length === 1);
      workplace.session.forgetNotifications();
      await write(body.id, 'Ou moi');
      await until(() => notifications().length === 1);
      expect(notifications()).toEqual([
        { title: expect.stringMatching(/^bob\d* · #general$/), body: 'Ou moi' },
      ]);
      workplace.session.pressNotification();
      await page.waitForSelector('.pane .row:has-text("Ou moi")');
      await page.waitForSelector('.channel-head h1:has-text("general")');
      await until(async () => (await page.title()) === 'general · Workspace');
    });

    test('a file of the page is saved, and no other site saves any', async () => {
      const give = (address: string) =>
        page.evaluate(`{
          const link = document.createElement('a');
          link.download = 'Rapport d’été.txt';
          link.href = ${address};
          link.click();
        }`);
      await give(`'data:text/plain,ailleurs'`);
      await give(`URL.createObjectURL(new Blob(['bonjour']))`);
      await page.waitForSelector('.downloads p:has-text("Rapport d’été.txt") >> text=Afficher');
      const folder = await desktop.evaluate(({ app }) => app.getPath('downloads'));
      expect(readFileSync(path.join(folder, 'Rapport d’été.txt'), 'utf8')).toBe('bonjour');
      expect(await page.locator('.downloads p').count()).toBe(1);
      await page.click('[aria-label$="Rapport d’été.txt"]');
      await page.waitForSelector('.downloads p', { state: 'detached' });
    });

    test('closing the window hides it and keeps the seat, and the tray brings it back', async () => {
      await closeWindow();
      await until(async () => (await isVisible()) === false);
      expect(await statusOf(alice.id)).toBe('active');
      await until(() => notifications().length > 0);
      expect(notifications().map(({ title }) => title)).toEqual(['Workspace continue']);
      await desktop.pressTray(2);
      await until(async () => (await isVisible()) === true);
    });

    test('on a desktop without a tray, closing the window minimises it, and says so once', async () => {
      workplace.session.endTrayHost();
      await closeWindow();
      await until(isMinimized);
      await until(() => notifications().length === 1);
      expect(notifications()[0]?.body).toContain('fenêtre réduite');
      await isFocused(true);
      await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.restore());
      await until(async () => !(await isMinimized()));
      await closeWindow();
      await until(isMinimized);
      expect(notifications()).toHaveLength(1);
      expect(await statusOf(alice.id)).toBeDefined();
    });
  });

  test.runIf(isLong())(
    'another server is chosen on the sign-in screen, once it answers, and remembered',
    async () => {
      const other = await startServer();
      try {
        await chooseOn(page, 'Se déconnecter');
        await page.waitForSelector('[name=password]');
        await until(async () => (await statusOf(alice.id)) === undefined);
        const choose = (url: string) =>
          page.evaluate(`window.workspace.setServer(${JSON.stringify(url)})`);
        expect(await choose('http://127.0.0.1:9')).toMatchObject({
          ok: false,
          reason: 'unreachable',
        });
        expect(await choose(other.url)).toEqual({ ok: true, url: other.url });
        await page.reload();
        await signInOn(page, ADMIN);
        await untilLive(page);
        const main = desktop.electron.process();
        // By the tray, which is the way out.
        await desktop.pressTray(3);
        await until(() => main.exitCode !== null);
        await desktop.kill();
        // As the system starts it at log-in, on a desktop that has lost its tray.
        desktop = await workplace.launch({ args: ['--hidden'] });
        page = await desktop.page();
        await untilLive(page);
        await until(isMinimized);
        expect(await page.evaluate(`window.workspace.getServer()`)).toMatchObject({
          url: other.url,
        });
      } finally {
        await workplace.clear();
        await other.stop();
      }
    },
  );
});
