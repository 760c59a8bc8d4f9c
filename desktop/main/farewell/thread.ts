import { spawn } from 'node:child_process';
import { parentPort } from 'node:worker_threads';
import { createNodeFetch } from '../network/node-fetch.ts';
import { behindPassword } from '../network/passwords.ts';
import { callServer } from '../server/call-server.ts';
import type { Farewell } from './farewell.ts';

const TOLD = ['SIGTERM', 'SIGHUP', 'SIGINT'];
const TIMEOUT_MS = 2_000;

let farewell: Farewell | undefined;
parentPort?.on('message', (given: Farewell | undefined) => {
  farewell = given;
});

// `cat` ends by itself with the program, which holds its input. A signal that ends it was sent to all.
const canary = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
canary.on('error', (error) => {
  throw error;
});
canary.on('exit', (_code, signal) => {
  if (signal !== null && TOLD.includes(signal)) void say();
});

async function say(): Promise<void> {
  if (farewell === undefined) return;
  const { origin, token, basic, ca, proxy } = farewell;
  const own = createNodeFetch({ trusted: () => ca, proxyTo: () => proxy });
  const call = callServer((to, init) => {
    const headers = new Headers(init.headers);
    return own(
      to,
      basic === undefined ? init : { ...init, headers: behindPassword(headers, origin, basic) },
    );
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const request = { method: 'DELETE', path: '/session?keepDevice=true', token, signal };
  // If the server cannot be reached, the lease runs out by itself.
  await call(origin, request).catch(() => undefined);
}
