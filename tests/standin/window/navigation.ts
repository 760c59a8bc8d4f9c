import type { Cdp } from '../chromium/cdp.ts';
import type { Addresses } from '../protocol/addresses.ts';

/** What a page is asked about where it goes; each answer is whether it may. */
export interface NavigationListener {
  mayNavigate(to: { url: string; isMainFrame: boolean }): boolean;
  mayRedirect(to: { url: string; isMainFrame: boolean }): boolean;
  /** Before the first byte of a document is asked for. */
  starting(url: string): Promise<void>;
  navigated(url: string, isInPage: boolean): void;
}

/**
 * Asks the app about what the page itself wants: what main or a test's `goto` loads passes unasked,
 * as in Electron.
 */
export async function watchNavigation(
  cdp: Cdp,
  mainFrame: string,
  addresses: Addresses,
  listener: NavigationListener,
): Promise<void> {
  const requested = new Map<string, string>();

  cdp.on('Page.frameRequestedNavigation', ({ frameId, url, disposition, reason }) => {
    if (disposition !== 'currentTab' || reason === 'initialFrameNavigation') return;
    // Other schemes send no request that could be held; Electron tells of them all the same.
    if (/^https?:/.test(url)) requested.set(frameId, withoutFragment(url));
    else listener.mayNavigate({ url, isMainFrame: frameId === mainFrame });
  });
  cdp.on('Fetch.requestPaused', ({ requestId, frameId, request, redirectedRequestId }) => {
    const isMainFrame = frameId === mainFrame;
    const to = { url: addresses.toElectron(request.url), isMainFrame };
    const isOfPage = requested.get(frameId) === withoutFragment(request.url);
    if (isOfPage) requested.delete(frameId);
    const may =
      redirectedRequestId !== undefined
        ? listener.mayRedirect(to)
        : !isOfPage || listener.mayNavigate(to);
    const goOn = may
      ? (isMainFrame ? listener.starting(to.url) : Promise.resolve()).then(() =>
          cdp.send('Fetch.continueRequest', { requestId }),
        )
      : cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    goOn.catch(() => {});
  });
  cdp.on('Page.frameNavigated', ({ frame: { id, url, urlFragment = '' } }) => {
    requested.delete(id);
    if (id === mainFrame) listener.navigated(addresses.toElectron(url + urlFragment), false);
  });
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === mainFrame) listener.navigated(addresses.toElectron(url), true);
  });
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }] });
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}
