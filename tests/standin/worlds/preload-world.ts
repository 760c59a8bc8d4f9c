import type { Codec, Encoded } from './codec.ts';
import type { createEndpoint } from './endpoint.ts';
import type { World, WorldNames } from './world.ts';

type Listener = (event: object, ...args: unknown[]) => void;
type Tell = (told: unknown) => void;
type Preload = (require: (name: string) => unknown, module: object, exports: object) => void;

/** What the preload's world says to the main process. */
export interface WorldMessage {
  kind: 'send' | 'invoke' | 'permission' | 'context-menu' | 'title' | 'preload-error';
  id: number;
  channel: string;
  args: Encoded[];
}

/** What the main process says to the preload's world. */
export interface MainMessage {
  kind: 'event' | 'result' | 'error';
  id: number;
  channel: string;
  args: Encoded[];
}

/**
 * A sandboxed preload in its own world of the page, with the part of `electron` that Electron gives
 * it. Runs in the page from its source text.
 */
export function startPreloadWorld(
  world: World,
  names: WorldNames,
  makeCodec: () => Codec,
  makeEndpoint: typeof createEndpoint,
  watch: { [kind in 'context-menu' | 'title']: (world: World, tell: Tell) => void },
  preload: Preload,
): void {
  if (world.top !== world || world.location.href === 'about:blank') return;
  const { [names.send]: tellMain } = world;
  delete world[names.send];

  const codec = makeCodec();
  const ends = { send: names.toPage, receive: names.toPreload };
  const page = makeEndpoint(world, codec, ends, () => {});
  const listeners = new Map<string, Listener[]>();
  const results = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;

  function post(kind: WorldMessage['kind'], channel: string, args: unknown[]): Promise<unknown> {
    const result = Promise.withResolvers<unknown>();
    const id = ++last;
    const encoded = args.map((arg) => codec.encode(arg));
    if (kind === 'invoke' || kind === 'permission') results.set(id, result);
    if (typeof tellMain !== 'function') throw new Error('stand-in: no way to the main process');
    tellMain(JSON.stringify({ kind, id, channel, args: encoded }));
    return result.promise;
  }

  function remove(channel: string, listener: Listener): typeof ipcRenderer {
    const kept = (listeners.get(channel) ?? []).filter((other) => other !== listener);
    listeners.set(channel, kept);
    return ipcRenderer;
  }

  function add(channel: string, listener: Listener): typeof ipcRenderer {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  }

  function notModelled(name: string) {
    return (): never => {
      throw new Error(`stand-in: ${name} is not modelled`);
    };
  }

  const ipcRenderer = {
    send(channel: string, ...args: unknown[]): void {
      void post('send', channel, args);
    },
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return post('invoke', channel, args);
    },
    on: add,
    addListener: add,
    off: remove,
    removeListener: remove,
    once(channel: string, listener: Listener) {
      const once: Listener = (event, ...args) => {
        remove(channel, once);
        listener(event, ...args);
      };
      return add(channel, once);
    },
    removeAllListeners(channel: string) {
      listeners.delete(channel);
      return ipcRenderer;
    },
    sendSync: notModelled('ipcRenderer.sendSync'),
    postMessage: notModelled('ipcRenderer.postMessage'),
    sendToHost: notModelled('ipcRenderer.sendToHost'),
  };

  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld(name: string, api: unknown): void {
        page.tell(name, page.encode(api));
      },
    },
    webFrame: {},
    webUtils: {},
    crashReporter: {},
  };

  function require(name: string): unknown {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name}`);
  }

  world[names.receive] = ({ kind, id, channel, args }: MainMessage) => {
    const values = args.map((arg) => codec.decode(arg));
    if (kind === 'event') {
      for (const listener of listeners.get(channel) ?? []) {
        listener({ sender: ipcRenderer, ports: [] }, ...values);
      }
      return;
    }
    const result = results.get(id);
    results.delete(id);
    if (kind === 'result') result?.resolve(values[0]);
    else result?.reject(new Error(String(values[0])));
  };

  watch['context-menu'](world, (params) => void post('context-menu', '', [params]));
  watch.title(world, (title) => void post('title', '', [title]));
  const ask = (permission: string) => post('permission', permission, []);
  page.tell('ask', page.encode(ask));
  const module = { exports: {} };
  try {
    preload(require, module, module.exports);
  } catch (error) {
    void post('preload-error', '', [error instanceof Error ? error : new Error(String(error))]);
  }
}
