import { contextBridge, ipcRenderer } from 'electron';
import { ASKED, type Bridge, channelOf, SAID, TOLD } from '../bridge.ts';

/** Set by the build. */
declare const WORKSPACE_VERSION: string;

const asked = ASKED.map((name) => [
  name,
  (...given: unknown[]) => ipcRenderer.invoke(channelOf(name), ...given),
]);
const said = SAID.map((name) => [
  name,
  (...given: unknown[]) => {
    ipcRenderer.invoke(channelOf(name), ...given).catch((error: unknown) => console.error(error));
  },
]);
const told = TOLD.map((name) => [
  name,
  (listener: (...values: unknown[]) => void) => {
    // The event object gives access to ipcRenderer, so it is not passed on.
    ipcRenderer.on(channelOf(name), (_event, ...values: unknown[]) => listener(...values));
    // Main now sends what waited for a listener, such as the link that the program was started
    // with.
    void ipcRenderer.invoke(channelOf('isListening'));
  },
]);

/** Gives the page the bridge, and nothing else of Electron or Node. */
contextBridge.exposeInMainWorld('workspace', {
  platform: process.platform,
  version: WORKSPACE_VERSION,
  ...Object.fromEntries([...asked, ...said, ...told]),
} satisfies Partial<Bridge> | Record<string, unknown>);
