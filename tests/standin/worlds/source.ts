import { randomUUID } from 'node:crypto';
import { Script } from 'node:vm';
import { createCodec } from './codec.ts';
import { watchContextMenu } from './context-menu.ts';
import { createEndpoint } from './endpoint.ts';
import { startMainWorld } from './main-world.ts';
import { startPreloadWorld } from './preload-world.ts';
import { watchTitle } from './title.ts';
import type { WorldNames } from './world.ts';

/** The isolated world that the preload lives in. */
export const PRELOAD_WORLD = 'Electron Isolated Context';

/** New names for the two worlds of one window. */
export function createNames(): WorldNames {
  const secret = randomUUID().replaceAll('-', '');
  return {
    toPage: `toPage${secret}`,
    toPreload: `toPreload${secret}`,
    send: `send${secret}`,
    receive: `receive${secret}`,
  };
}

/** For the page's own world, before any script of the page. */
export function mainWorldSource(names: WorldNames): string {
  return `(${startMainWorld})(globalThis, ${JSON.stringify(names)}, ${createCodec}, ${createEndpoint})`;
}

/**
 * For the preload's world.
 *
 * @throws SyntaxError where the preload is no CommonJS script, such as an ES module
 */
export function preloadWorldSource(
  names: WorldNames,
  preload: string,
  isPackaged: boolean,
): string {
  const process = {
    platform: globalThis.process.platform,
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    defaultApp: !isPackaged,
    env: {},
    versions: globalThis.process.versions,
    argv: [],
  };
  const wrapped = `(require, module, exports) => { const process = ${JSON.stringify(process)}; (() => {\n${preload}\n})(); }`;
  new Script(wrapped);
  const watch = `{ 'context-menu': ${watchContextMenu}, title: ${watchTitle} }`;
  return `(${startPreloadWorld})(globalThis, ${JSON.stringify(names)}, ${createCodec}, ${createEndpoint}, ${watch}, ${wrapped})`;
}
