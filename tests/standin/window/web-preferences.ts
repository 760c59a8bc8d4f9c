import { existsSync, readFileSync } from 'node:fs';

/** The safety settings of a page; what is not said is Electron's default, which is safe. */
export interface WebPreferences {
  preload?: string;
  contextIsolation?: boolean;
  sandbox?: boolean;
  nodeIntegration?: boolean;
  nodeIntegrationInWorker?: boolean;
  nodeIntegrationInSubFrames?: boolean;
  webSecurity?: boolean;
  allowRunningInsecureContent?: boolean;
  experimentalFeatures?: boolean;
  webviewTag?: boolean;
  backgroundThrottling?: boolean;
  spellcheck?: boolean;
  devTools?: boolean;
  session?: object;
}

const UNSAFE = {
  contextIsolation: false,
  sandbox: false,
  webSecurity: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
  webviewTag: true,
} as const;

/**
 * The preload's text.
 *
 * @throws Error where a setting gives up the sandbox, or a sandboxed preload could not run
 */
export function readPreload(preferences: WebPreferences): string {
  for (const [name, unsafe] of Object.entries(UNSAFE)) {
    if (Reflect.get(preferences, name) === unsafe) {
      throw new Error(`stand-in: webPreferences.${name}: ${unsafe} is not safe, and not modelled`);
    }
  }
  const { preload } = preferences;
  if (preload === undefined) return '';
  if (!existsSync(preload)) throw new Error(`stand-in: there is no preload at ${preload}`);
  if (preload.endsWith('.mjs')) {
    throw new Error('stand-in: a sandboxed preload cannot be an ES module');
  }
  return readFileSync(preload, 'utf8');
}
