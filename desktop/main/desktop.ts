import path from 'node:path';
import { app, dialog, protocol, session } from 'electron';
import { readPage } from '../../api/web/page-files.ts';
import { openClient } from './client.ts';
import { handleLinks, linkIn, parseLink } from './deep-link.ts';
import { prepareFarewell } from './farewell/farewell.ts';
import { keptFile } from './kept-file.ts';
import { chooseClientCertificates } from './network/client-certificate.ts';
import { createFaults } from './network/fault.ts';
import { createNetwork } from './network/network.ts';
import { createPlace } from './place.ts';
import { RESOURCES } from './resources.ts';
import { type Backend, createBackend } from './server/backend.ts';
import type { Fetch } from './server/gateway.ts';
import { administratorsFolder, readPresets } from './server/presets.ts';
import { openSettings } from './settings/settings.ts';
import type { Log } from './support/log.ts';
import { notedAnswers } from './support/noted-answers.ts';
import { notedFetch } from './support/noted-fetch.ts';
import { APP_SCHEME } from './window/app-origin.ts';
import { guardPermissions } from './window/guards.ts';
import { createPageProtocol } from './window/page-protocol.ts';
import { checkSpelling } from './window/spelling.ts';
import { keepOnDisk } from './window/storage.ts';
import { focus, tell } from './window/the-window.ts';
import { languageOf, type Words, wordsIn } from './words.ts';

const PAGE_FOLDER = path.join(import.meta.dirname, '../renderer');

/** Makes each thing once and puts them together; the only place where that is done. */
export async function startDesktop(firstLink: string | undefined, log: Log): Promise<void> {
  const { platform } = process;
  if (platform !== 'linux' && platform !== 'win32' && platform !== 'darwin') {
    throw new Error(`Workspace does not run on ${platform}.`);
  }
  const place = createPlace((address) => {
    focus();
    tell('onOpenPlace', address);
  });
  place.open(firstLink);
  // Both may come before the window is there.
  app.on('second-instance', (_event, argv) => {
    focus();
    place.open(linkIn(argv));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    place.open(parseLink(url));
  });

  await app.whenReady();
  const userData = app.getPath('userData');
  const spelling = checkSpelling(session, {
    ...{ platform, folder: RESOURCES.dictionaries, userData },
  });
  const settings = openSettings(keptFile(path.join(userData, 'settings.json')));
  const { presets, fault } = readPresets(
    app.isPackaged ? administratorsFolder(platform) : undefined,
    RESOURCES.folder,
  );
  if (fault !== undefined) {
    log.note(`presets: ${fault}`, 'error');
    tellOfPresets(fault);
  }
  chooseClientCertificates(app, words);
  const network = createNetwork({
    ...{ session: session.defaultSession, settings, platform, caFile: presets.caFile },
  });
  const { ownFetch, givePassword } = network;
  const sayAtTheEnd = platform === 'linux' ? prepareFarewell(log.note) : undefined;
  const fetch = notedFetch(network.fetch, log.note);
  const faults = createFaults((now) => tell('onFault', now));
  const backend = await createBackend({
    ...{ userData, presets, settings, platform, fetch, ownFetch },
    onFault: faults.note,
    onHeld(origin, token) {
      sayAtTheEnd?.(token === undefined ? undefined : { origin, token, ...network.ownWay(origin) });
    },
  });
  log.note(`server: ${backend.getServer().url}`);
  void backend.seat.pay();
  servePage(notedAnswers(backend.forward, log.note), fetch);
  handleLinks(app, platform);
  app.setAppUserModelId('example.workspace.desktop');
  openClient(
    platform,
    settings,
    { ...backend, givePassword, missingDictionaries: spelling.missing },
    place,
    log,
  );
}

function servePage(forward: Backend['forward'], fetch: Fetch): void {
  protocol.handle(
    APP_SCHEME,
    createPageProtocol({
      page: readPage(PAGE_FOLDER),
      forward,
      devServer: app.isPackaged ? undefined : process.env['VITE_DEV_SERVER_URL'],
      fetch,
    }),
  );
  guardPermissions(session.defaultSession);
  keepOnDisk(session.defaultSession);
}

/** Waits for nobody, since the client may have been started with the session, and goes on. */
function tellOfPresets(fault: string): void {
  console.error(fault);
  const detail = `${fault}\n\n${words()('presets.detail')}`;
  void dialog.showMessageBox({ type: 'warning', message: words()('presets.title'), detail });
}

/** In the system's language, for what is said before the page says which is spoken. */
function words(): Words {
  return wordsIn(languageOf(app.getLocale()));
}
