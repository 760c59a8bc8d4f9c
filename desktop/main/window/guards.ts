import { type App, type Session, shell, type WebContents } from 'electron';
import { API_PATH } from '../server/gateway.ts';
import { isOfApp } from './app-origin.ts';

/** The page may ask only to write to the clipboard. It needs nothing else; injected code might. */
const PERMITTED = new Set(['clipboard-sanitized-write']);

/** Keeps every page of the program on its own origin, whatever a message or a bug makes it try. */
export function guard(app: App): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isOfApp(contents.getURL()) && PERMITTED.has(permission));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => isOfApp(origin) && PERMITTED.has(permission),
  );
  session.setDevicePermissionHandler(() => false);
}

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (isOfPage(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

/** A file of somebody's has the origin as well, and must not take the page's place. */
function isOfPage(url: string): boolean {
  return isOfApp(url) && URL.parse(url)?.pathname.startsWith(API_PATH) !== true;
}

/**
 * Opens the address in the user's browser or mail program. Other schemes are ignored, since they
 * could start any program.
 */
function openOutside(url: string): void {
  const protocol = URL.parse(url)?.protocol;
  if (protocol !== 'https:' && protocol !== 'http:' && protocol !== 'mailto:') return;
  shell.openExternal(url).catch(() => undefined);
}
