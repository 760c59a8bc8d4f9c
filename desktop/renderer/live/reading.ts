import { api } from './api.ts';
import { backOff } from './back-off.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';

/** The pause between two reports to the server while the user reads along in a busy channel. */
const PAUSE_MS = 500;

export interface Reading {
  /** The user has read up to `seq`: shown at once, and sent to the server until it answers. */
  markRead(channelId: string, seq: number): void;
  /** Forgets the read positions that the server does not have yet. */
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
