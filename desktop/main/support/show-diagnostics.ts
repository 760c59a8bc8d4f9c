import { app, type BrowserWindow, clipboard, dialog, Notification, net, shell } from 'electron';
import { z } from 'zod';
import { showsTrayIcons } from '../attention/tray-host.ts';
import type { Backend } from '../server/backend.ts';
import { API_PATH } from '../server/gateway.ts';
import type { Words } from '../words.ts';
import { crashDumpsIn } from './crash-dumps.ts';
import { describeFacts, type Facts } from './diagnostics.ts';
import type { Log } from './log.ts';
import { describeProgram } from './note-program.ts';

const ASK_TIMEOUT_MS = 3_000;
/** What fits on a small screen; the copied text has more. */
const MOST_SHOWN = 5;
const MOST_COPIED = 20;

export interface DiagnosticsDeps extends Pick<Backend, 'getServer' | 'canKeepSecrets'> {
  window: BrowserWindow;
  log: Log;
  words(): Words;
}

/** Shows how the client is placed, in a box of the system: it works where the page does not. */
export async function showDiagnostics(deps: DiagnosticsDeps): Promise<void> {
  const facts = await gather(deps);
  const w = deps.words();
  const { response } = await dialog.showMessageBox(deps.window, {
    type: 'info',
    message: w('menu.diagnostics'),
    detail: describeFacts(facts, w, MOST_SHOWN),
    buttons: [w('diagnostics.copy'), w('diagnostics.open-log'), w('diagnostics.close')],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  if (response === 0) clipboard.writeText(describeFacts(facts, w, MOST_COPIED));
  else if (response === 1) await shell.openPath(facts.log.folder);
}

async function gather({ getServer, canKeepSecrets, log }: DiagnosticsDeps): Promise<Facts> {
  const { url: server } = getServer();
  const crashDumps = app.getPath('crashDumps');
  const [serverVersion, keepsSecrets, hasTray] = await Promise.all([
    versionOf(server),
    canKeepSecrets(),
    showsTrayIcons(process.platform),
  ]);
  return {
    program: describeProgram(app),
    server,
    serverVersion,
    canKeepSecrets: keepsSecrets,
    showsTrayIcons: hasTray,
    showsNotifications: Notification.isSupported(),
    crashDumps: { folder: crashDumps, count: crashDumpsIn(crashDumps).length },
    log: { folder: log.folder, lines: log.lines() },
  };
}

const descriptionSchema = z.object({ info: z.object({ version: z.string() }) });

/** As the server says in the description of its API; undefined where it says nothing. */
async function versionOf(server: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
    const url = `${server}${API_PATH}openapi.json`;
    const response = await net.fetch(url, { credentials: 'omit', signal });
    return descriptionSchema.parse(await response.json()).info.version;
  } catch {
    return undefined;
  }
}
