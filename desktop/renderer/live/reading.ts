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
  /**
   * The message `seq` and what follows it are unread again.
   *
   * @throws Refused
   */
  markUnread(channelId: string, seq: number): Promise<void>;
  /** Forgets the read positions that the server does not have yet. */
  forget(): void;
}

export function createReading(model: Model, naps: Naps): Reading {
  const untold = new Map<string, number>();
  /** The report that is on its way. */
  let telling: Promise<unknown> = Promise.resolve();
  let isTelling = false;

  async function tellAll(): Promise<void> {
    for (let failures = 0; untold.size > 0; ) {
      for (const [channelId, seq] of [...untold]) {
        const report = attempt(() => api.markRead(channelId, seq));
        telling = report;
        const refused = await report;
        if (refused?.isPassing || refused?.isOver) failures += 1;
        else {
          failures = 0;
          if (untold.get(channelId) === seq) untold.delete(channelId);
          model.dispatch({ type: 'read-told', channelId, seq });
        }
      }
      await naps.sleep(failures === 0 ? PAUSE_MS : backOff(failures, undefined, Math.random));
    }
  }

  return {
    markRead(channelId, seq) {
      if (seq <= (model.state.value?.channels.get(channelId)?.lastReadSeq ?? seq)) return;
      model.dispatch({ type: 'read', channelId, seq });
      untold.set(channelId, seq);
      if (isTelling) return;
      isTelling = true;
      void tellAll().finally(() => {
        isTelling = false;
      });
    },
    async markUnread(channelId, seq) {
      untold.delete(channelId);
      // A report that reaches the server later would move the position forward again.
      await telling;
      await api.markUnread(channelId, seq);
      const own = model.state.value?.ownReads.get(channelId);
      if (own !== undefined) model.dispatch({ type: 'read-told', channelId, seq: own.seq });
      model.dispatch({ type: 'unread', channelId, seq });
    },
    forget: () => untold.clear(),
  };
}
