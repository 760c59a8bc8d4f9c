import type { Cdp, Protocol } from '../chromium/cdp.ts';
import type { Target } from '../chromium/chromium.ts';
import type { Addresses } from '../protocol/addresses.ts';
import type { MainMessage, WorldMessage } from '../worlds/preload-world.ts';
import {
  createNames,
  mainWorldSource,
  PRELOAD_WORLD,
  preloadWorldSource,
} from '../worlds/source.ts';
import { type NavigationListener, watchNavigation } from './navigation.ts';

/** What happens in the page; addresses are Electron's. */
export interface PageListener extends NavigationListener {
  heard(message: WorldMessage): void;
  opened(details: { url: string; frameName: string }): void;
  crashed(): void;
  closed(): void;
  loaded(event: 'dom-ready' | 'did-finish-load'): void;
  said(level: string, text: string): void;
}

/** The page of a window, as the main process deals with it. */
export interface Page {
  targetId: string;
  cdp: Cdp;
  /** Resolves once the page has loaded. @throws Error with Chromium's name of what went wrong */
  load(url: string): Promise<void>;
  evaluate(code: string, userGesture: boolean): Promise<unknown>;
  /** Reaches the preload's world, where there is one at this moment. */
  tell(message: MainMessage): void;
}

export async function preparePage(
  { targetId, cdp, closed }: Target,
  preload: { source: string; isPackaged: boolean },
  addresses: Addresses,
  listener: PageListener,
): Promise<Page> {
  const names = createNames();
  let preloadContext: number | undefined;
  let loading = Promise.withResolvers<void>();

  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name === PRELOAD_WORLD && isOfFrame(context, targetId)) preloadContext = context.id;
  });
  cdp.on('Runtime.executionContextsCleared', () => {
    preloadContext = undefined;
  });
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (executionContextId === preloadContext) preloadContext = undefined;
  });
  cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === names.send) listener.heard(JSON.parse(payload));
  });
  cdp.on('Runtime.consoleAPICalled', ({ type, args }) =>
    listener.said(type, args.map((arg) => arg.value ?? arg.description ?? '').join(' ')),
  );
  cdp.on('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) =>
    listener.said('exception', exception?.description ?? text),
  );
  cdp.on('Page.domContentEventFired', () => listener.loaded('dom-ready'));
  cdp.on('Page.loadEventFired', () => {
    loading.resolve();
    listener.loaded('did-finish-load');
  });
  cdp.on('Page.windowOpen', ({ url, windowName }) =>
    listener.opened({ url: addresses.toElectron(url), frameName: windowName }),
  );
  cdp.on('Inspector.targetCrashed', () => {
    preloadContext = undefined;
    listener.crashed();
  });
  void closed.then(() => {
    loading.resolve();
    listener.closed();
  });

  const navigated = watchNavigation(cdp, targetId, addresses, listener);
  const inPreload = preloadWorldSource(names, preload.source, preload.isPackaged);
  await Promise.all([
    cdp.send('Page.enable'),
    cdp.send('Runtime.enable'),
    cdp.send('Network.enable'),
    // Electron caches nothing of an app's own schemes.
    cdp.send('Network.setCacheDisabled', { cacheDisabled: true }),
    cdp.send('Runtime.addBinding', { name: names.send, executionContextName: PRELOAD_WORLD }),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource(names) }),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: inPreload,
      worldName: PRELOAD_WORLD,
    }),
    navigated,
    cdp.send('Runtime.runIfWaitingForDebugger'),
  ]);

  return {
    targetId,
    cdp,
    async load(url) {
      loading = Promise.withResolvers();
      const { errorText } = await cdp.send('Page.navigate', { url: addresses.toChromium(url) });
      if (errorText !== undefined) throw new Error(`${errorText} loading '${url}'`);
      await loading.promise;
    },
    async evaluate(expression, userGesture) {
      const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
        expression,
        userGesture,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails === undefined) return result.value;
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    },
    tell(message) {
      if (preloadContext === undefined) return;
      const expression = `globalThis.${names.receive}(${JSON.stringify(message)})`;
      const contextId = preloadContext;
      // A page that has just gone misses it, as in Electron.
      cdp.send('Runtime.evaluate', { expression, contextId }).catch(() => {});
    },
  };
}

function isOfFrame(
  { auxData }: Protocol.Runtime.ExecutionContextDescription,
  frame: string,
): boolean {
  return (
    typeof auxData === 'object' && auxData !== null && Reflect.get(auxData, 'frameId') === frame
  );
}
