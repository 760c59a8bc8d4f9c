import { api } from './api.ts';
import { backOff } from './back-off.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';

/** Reading along in a busy channel tells the server no more often than this. */
const PAUSE_MS = 500;

export interface Reading {
  /** The user has read so far: shown at once, and told to the server until it knows. */
  markRead(channelId: string, seq: number): void;
  /** Forgets what is still to be told. */
  forget(): void;
}

export function createReading(model: Model, naps: Naps): Reading {
  const untold = new Map<string, number>();
  let isTelling = false;

  async function tellAll(): Promise<void> {
    for (let failures = 0; untold.size > 0; ) {
      for (const [channelId, seq] of [...untold]) {
        const refused = await attempt(() => api.markRead(channelId, seq));
        if (refused?.isPassing || refused?.isOver) failures += 1;
        else {
          failures = 0;
          if (untold.get(channelId) === seq) untold.delete(channelId);
        }
      }
      await naps.sleep(failures === 0 ? PAUSE_MS : backOff(failures, undefined, Math.random));
    }
  }

  return {
    markRead(channelId, seq) {
      model.dispatch({ type: 'read', channelId, seq });
      untold.set(channelId, seq);
      if (isTelling) return;
      isTelling = true;
      void tellAll().finally(() => {
        isTelling = false;
      });
    },
    forget: () => untold.clear(),
  };
}
