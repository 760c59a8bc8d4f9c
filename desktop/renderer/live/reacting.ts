import type { User } from '../../../api/users/contract.ts';
import { api, type Refused } from './api.ts';
import { backOff } from './back-off.ts';
import type { Model } from './model.ts';
import { createNaps } from './naps.ts';
import { attempt } from './outbox.ts';

interface Wish {
  messageId: string;
  emoji: string;
  isOn: boolean;
}

/**
 * The user's reactions, from a press to the server's answer. They are shown at once, sent one after the
 * other, and taken back where the server refuses them.
 */
export function createReacting(
  { state, dispatch }: Model,
  isIn: (me: User) => boolean,
  onRefused: (refused: Refused) => void,
) {
  const naps = createNaps();
  /** Those that the server has taken and its stream has not told yet: they are shown, and not sent. */
  const taken = new Set<string>();
  let isSending = false;

  /** The oldest that is to be sent; none while its user is not signed in. */
  function nextWish(): Wish | undefined {
    const now = state.value;
    if (now === undefined || !isIn(now.me)) return undefined;
    for (const [messageId, ofMessage] of now.wishes) {
      for (const [emoji, isOn] of ofMessage) {
        const wish = { messageId, emoji, isOn };
        if (!taken.has(keyOf(wish))) return wish;
      }
    }
    return undefined;
  }

  async function sendAll(): Promise<void> {
    let failures = 0;
    for (let wish = nextWish(); wish !== undefined; wish = nextWish()) {
      const { messageId, emoji, isOn } = wish;
      const refused = await attempt(() => api.react(messageId, emoji, isOn));
      if (refused === undefined) {
        failures = 0;
        taken.add(keyOf(wish));
        if (isThere(wish)) drop(wish);
      } else if (refused.isPassing || refused.isOver) {
        failures += 1;
        await naps.sleep(refused.retryAfterMs ?? backOff(failures, undefined, Math.random));
      } else {
        drop(wish);
        onRefused(refused);
      }
    }
  }

  /** Whether the message is as the user wants it, so that the stream has nothing to tell. */
  function isThere({ messageId, emoji, isOn }: Wish): boolean {
    const now = state.value;
    for (const { messages } of now?.timelines.values() ?? []) {
      const message = messages.find(({ id }) => id === messageId);
      if (message === undefined) continue;
      const mine = message.reactions.find((one) => one.emoji === emoji);
      return (mine?.userIds.includes(now?.me.id ?? '') ?? false) === isOn;
    }
    return true;
  }

  function drop({ messageId, emoji, isOn }: Wish): void {
    const current = state.value?.wishes.get(messageId)?.get(emoji);
    // The user may have changed their mind meanwhile.
    if (current === isOn) dispatch({ type: 'wished', messageId, emoji, isOn: undefined });
  }

  function send(): void {
    naps.wake();
    if (isSending) return;
    isSending = true;
    void sendAll().finally(() => {
      isSending = false;
    });
  }

  return {
    send,
    /** Adds the user's reaction, or takes it back. */
    react(messageId: string, emoji: string, isOn: boolean): void {
      taken.delete(keyOf({ messageId, emoji, isOn }));
      taken.delete(keyOf({ messageId, emoji, isOn: !isOn }));
      dispatch({ type: 'wished', messageId, emoji, isOn });
      send();
    },
  };
}

const keyOf = ({ messageId, emoji, isOn }: Wish) => `${messageId}/${emoji}/${isOn}`;
