import type { Session } from 'electron';

const FLUSH_EVERY_MS = 1_000;

/**
 * Writes the page's storage to disk every second. Chromium by itself takes up to a minute, and a
 * power failure would lose a message that was written offline. A flush without changes costs
 * nothing.
 */
export function keepOnDisk(session: Session): void {
  setInterval(() => session.flushStorageData(), FLUSH_EVERY_MS).unref();
}
