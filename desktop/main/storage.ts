import type { Session } from 'electron';

const FLUSH_EVERY_MS = 1_000;

/**
 * Puts what the page keeps on the disk soon: Chromium by itself takes up to a minute, and a message
 * that was written offline would be lost with the power. Where nothing has changed it costs nothing.
 */
export function keepOnDisk(session: Session): void {
  setInterval(() => session.flushStorageData(), FLUSH_EVERY_MS).unref();
}
