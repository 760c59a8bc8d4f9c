import type { User } from '../../../api/users/contract.ts';
import { isHeldAt, lastHeld, UNDO_MS } from '../state/deletions.ts';
import { api, type Refused } from './api.ts';
import { backOff } from './back-off.ts';
import type { KeptDeletions } from './kept-deletions.ts';
import type { Model } from './model.ts';
import { createNaps } from './naps.ts';
import { attempt } from './outbox.ts';

/**
 * The messages that the user deletes, from a press to the server's answer. They are shown as deleted at
 * once, can be undone for a while and are only then sent, one after the other. Where the server
 * refuses it, the message is back. They outlive the page: a message that is gone already is deleted once more.
 */
export function createDeleting(
  { state, dispatch }: Model,
  kept: KeptDeletions,
  isIn: (me: User) => boolean,
  onRefused: (refused: Refused) => void,
) {
  const naps = createNaps();
  /** Those of this window: it sends them when it is closed, and leaves others' to their windows. */
  const own = new Set<string>();
  let isSending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const all = () => [...(state.peek()?.deletions ?? [])];

  /** Changes the phase of one that is still wanted. */
  function turn(messageId: string, phase: 'due' | 'sent'): void {
    const deletion = state.peek()?.deletions.get(messageId);
    if (deletion === undefined) return;
    dispatch({ type: 'deletion', messageId, deletion: { ...deletion, phase } });
  }

  /** The oldest that is to be sent; none while its user is not signed in. */
  function nextDue(): string | undefined {
    const now = state.peek();
    if (now === undefined || !isIn(now.me)) return undefined;
    return all().find(([, { phase }]) => phase === 'due')?.[0];
  }

  async function sendAll(): Promise<void> {
    let failures = 0;
    for (let id = nextDue(); id !== undefined; id = nextDue()) {
      const messageId = id;
      const refused = await attempt(() => api.deleteMessage(messageId));
      if (refused === undefined || refused.code === 'not-found') {
        failures = 0;
        turn(messageId, 'sent');
      } else if (refused.isPassing || refused.isOver) {
        failures += 1;
        await naps.sleep(refused.retryAfterMs ?? backOff(failures, undefined, Math.random));
      } else {
        dispatch({ type: 'deletion', messageId, deletion: undefined });
        onRefused(refused);
      }
    }
  }

  /** Sends what can no longer be undone, now and when the time of the others is over. */
  function send(): void {
    clearTimeout(timer);
    const now = Date.now();
    const held = all().filter(([, { phase }]) => phase === 'held');
    for (const [id, deletion] of held) if (!isHeldAt(deletion, now)) turn(id, 'due');
    const next = held.map(([, { until }]) => until - now).filter((ms) => ms > 0);
    if (next.length > 0) timer = setTimeout(send, Math.min(...next, UNDO_MS));
    naps.wake();
    if (isSending) return;
    isSending = true;
    void sendAll().finally(() => {
      isSending = false;
    });
  }

  return {
    send,
    deleteMessage(messageId: string): void {
      own.add(messageId);
      const deletion = { until: Date.now() + UNDO_MS, phase: 'held' } as const;
      dispatch({ type: 'deletion', messageId, deletion });
      send();
    },
    /** Takes back this deletion, or the newest. Returns whether there was one. */
    undoDeletion(messageId = lastHeld(state.peek()?.deletions ?? new Map())): boolean {
      if (messageId === undefined) return false;
      if (state.peek()?.deletions.get(messageId)?.phase !== 'held') return false;
      dispatch({ type: 'deletion', messageId, deletion: undefined });
      return true;
    },
    /** The window is closed, or leaves the page: sends its own in a way that outlives it. */
    sendBeforeLeaving(): void {
      const now = state.peek();
      if (now === undefined || !isIn(now.me)) return;
      for (const [id, { phase }] of all()) {
        if (!own.has(id) || phase === 'sent') continue;
        turn(id, 'due');
        void attempt(() => api.deleteMessage(id, true));
      }
    },
    /** Another window of this browser may have deleted, undone or sent. */
    heedOtherWindows(): void {
      const now = state.peek();
      if (now === undefined) return;
      dispatch({ type: 'deletions-kept', kept: kept.read(now.me.id), now: Date.now() });
      send();
    },
  };
}
