import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HttpProxy } from '../network/route.ts';
import type { Note } from '../support/log.ts';

/** What is needed to leave the seat. */
export interface Farewell {
  origin: string;
  token: string;
  /** The `Authorization` that whatever stands in front of the server has asked for. */
  basic: string | undefined;
  /** Authorities in PEM. */
  ca: readonly string[];
  proxy: HttpProxy | undefined;
}

/**
 * Starts a thread that leaves the seat when all processes of a Linux session are told to end at once, as
 * by a log-out. In that moment Chromium has lost its GPU process and cannot start another. It then aborts
 * the whole program, sometimes before the program has heard that it is to quit. The thread hears of the
 * signal by itself and needs a few milliseconds.
 *
 * @returns tells the thread how to leave from now on; undefined when nobody is signed in
 */
export function prepareFarewell(note: Note): (farewell: Farewell | undefined) => void {
  let thread: Worker | undefined;

  function start(): Worker {
    const started = new Worker(path.join(import.meta.dirname, '../farewell/index.js'));
    started.unref();
    started.on('error', (error) => note(`farewell: ${error.message}`, 'error'));
    return started;
  }

  return (farewell) => {
    // Started with the first sign-in, so that the window opens without waiting for it.
    if (farewell !== undefined) thread ??= start();
    thread?.postMessage(farewell);
  };
}
