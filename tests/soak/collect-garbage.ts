import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The system takes a moment until it no longer counts what was given back. */
const GIVEN_BACK_MS = 2_000;

/**
 * Has the page of a client throw away what it needs no more, and leaves it alone again.
 *
 * @param folder the client's data; it must have been started with `--remote-debugging-port=0`
 */
export async function collectGarbage(folder: string): Promise<void> {
  const [port] = readFileSync(path.join(folder, 'DevToolsActivePort'), 'utf8').split('\n');
  const targets: Target[] = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const page = targets.find(({ type }) => type === 'page');
  if (page === undefined) throw new Error('the client has no page');
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  const [{ data }] = await once(socket, 'message');
  if ('error' in JSON.parse(data)) throw new Error(data);
  socket.close();
  await delay(GIVEN_BACK_MS);
}

/** What can be debugged, as Chromium lists it. */
interface Target {
  type: string;
  webSocketDebuggerUrl: string;
}
