import type { ListedChannel } from '../../../api/channels/contract.ts';
import { isStale } from '../state/state.ts';
import { api, Refused } from './api.ts';
import { backOff } from './back-off.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';

/** The pause between two readings of the list of channels, however many events ask for it. */
const PAUSE_MS = 1_000;

export interface Lists {
  /** Reads the list of channels, again and again until it is as new as the events. */
  refreshChannels(): Promise<void>;
  /** Reads the list of users; does nothing if `userId` is given and that user is known. */
  refreshUsers(userId?: string): Promise<void>;
}

export function createLists(
  model: Model,
  naps: Naps,
  onListed: (channels: readonly ListedChannel[]) => void,
): Lists {
  let running: Promise<void> | undefined;
  let isWanted = false;

  model.onChange((before, after) => {
    if (isStale(after) && !isStale(before)) void refreshChannels();
  });

  function refreshChannels(): Promise<void> {
    isWanted = true;
    running ??= readUntilFresh().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function readUntilFresh(): Promise<void> {
    for (let failures = 0; ; ) {
      const asking = model.state.value;
      if (asking === undefined) return;
      isWanted = false;
      model.dispatch({ type: 'channels-asked' });
      try {
        const { channels, threads, cursor } = await api.channels();
        if (model.state.value?.me.id !== asking.me.id) continue;
        failures = 0;
        onListed([...channels, ...(threads?.unread ?? [])]);
        model.dispatch({ type: 'channels', channels, threads, cursor, hints: asking.hints });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        model.dispatch({ type: 'channels-missed' });
        // A final refusal, as when the session is over: the next sign-in reads the list again.
        if (!error.isPassing) return;
        failures += 1;
      }
      const now = model.state.value;
      if (now === undefined || (failures === 0 && !isWanted && !isStale(now))) return;
      await naps.sleep(failures === 0 ? PAUSE_MS : backOff(failures, undefined, Math.random));
    }
  }

  async function refreshUsers(userId?: string): Promise<void> {
    const asking = model.state.value;
    if (asking === undefined || (userId !== undefined && asking.users.has(userId))) return;
    const { users } = await api.users().catch(() => ({ users: undefined }));
    if (users === undefined || model.state.value?.me.id !== asking.me.id) return;
    model.dispatch({ type: 'users', users, since: asking.users });
  }

  return { refreshChannels, refreshUsers };
}
