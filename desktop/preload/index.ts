import { contextBridge, ipcRenderer } from 'electron';
import { ASKED, type Bridge, channelOf, SAID, TOLD } from '../bridge.ts';

/** Put in place by the build. */
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
    // The event itself, which leads to ipcRenderer, stays here.
    ipcRenderer.on(channelOf(name), (_event, ...values: unknown[]) => listener(...values));
    // What waited for a listener, such as the link that the program was started with, may come now.
    void ipcRenderer.invoke(channelOf('isListening'));
  },
]);

/** The bridge, and nothing else of Electron or Node, in the page's world. */
contextBridge.exposeInMainWorld('workspace', {
  platform: process.platform,
  version: WORKSPACE_VERSION,
  ...Object.fromEntries([...asked, ...said, ...told]),
} satisfies Partial<Bridge> | Record<string, unknown>);
