import { type App, type Certificate, dialog, WebContentsView } from 'electron';
import type { Words } from '../words.ts';

const ASK_AGAIN_MS = 30_000;

/**
 * Answers a server that asks for a certificate of the user's: the only one there is, else the one
 * that the user chooses. Chromium keeps the answer until the program ends.
 */
export function chooseClientCertificates(app: App, words: () => Words): void {
  app.on('select-client-certificate', (event, _contents, url, certificates, answer) => {
    event.preventDefault();
    choose(url, certificates, words()).then(answer, () => answer());
  });
}

async function choose(
  url: string,
  certificates: readonly Certificate[],
  words: Words,
): Promise<Certificate | undefined> {
  if (certificates.length < 2) return certificates[0];
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: words('certificate.title'),
    detail: `${url}\n\n${words('certificate.detail')}`,
    buttons: [...certificates.map(describe), words('certificate.none')],
    cancelId: certificates.length,
    noLink: true,
  });
  return certificates[response];
}

function describe({ subjectName, issuerName, validExpiry }: Certificate): string {
  const until = new Date(validExpiry * 1000).toISOString().slice(0, 10);
  return `${subjectName} (${issuerName}, ${until})`;
}

/**
 * Has Chromium ask for a certificate where a server wants one: once for all requests that wait, and
 * not at each try to connect where none was given.
 */
export function createClientCertificates() {
  const asking = new Map<string, Promise<void>>();
  const asked = new Map<string, number>();
  return {
    /** False where it was asked for a moment ago. */
    async provide({ origin }: URL): Promise<boolean> {
      const under = asking.get(origin);
      if (under === undefined && Date.now() - (asked.get(origin) ?? 0) < ASK_AGAIN_MS) return false;
      const now = under ?? load(`${origin}/api/v1/setup`);
      asking.set(origin, now);
      await now;
      asking.delete(origin);
      asked.set(origin, Date.now());
      return true;
    },
  };
}

/**
 * Chromium asks for pages only, so the address is loaded in a page that nobody sees, without a
 * preload script and as closed as any. Main's own requests then get the same answer.
 */
async function load(url: string): Promise<void> {
  const { webContents } = new WebContentsView({
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
  });
  try {
    await webContents.loadURL(url);
  } catch {
    // The server refuses it. The request that follows says so.
  } finally {
    webContents.close();
  }
}
