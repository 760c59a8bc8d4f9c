import type { OutgoingPost } from '../state/state.ts';
import { api, Refused } from './api.ts';

export interface OutboxHandlers {
  /** What waits, oldest first. */
  waiting(): readonly OutgoingPost[];
  onPosted(clientId: string, message: Awaited<ReturnType<typeof api.post>>): void;
  /** `code` is the problem's. */
  onRefused(clientId: string, code: string): void;
}

const PAUSE_MS = 2_000;

/**
 * Sends what waits, one after the other, so that it arrives in the order in which it was written. A
 * post whose answer was lost goes again with the same client id, and is there once.
 *
 * @returns how to start sending, to be called whenever something waits and the server may be there
 */
export function createOutbox(handlers: OutboxHandlers): () => void {
  let isSending = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  async function sendAll(): Promise<void> {
    isSending = true;
    clearTimeout(retry);
    for (let [post] = handlers.waiting(); post !== undefined; [post] = handlers.waiting()) {
      try {
        const { clientId, body, replyToId } = post;
        const message = await api.post(post.channelId, { clientId, body, replyToId });
        handlers.onPosted(clientId, message);
      } catch (error) {
        const refused = error instanceof Refused ? error : new Refused(0, {});
        if (refused.isPassing || refused.status === 401) {
          retry = setTimeout(start, refused.retryAfterMs ?? PAUSE_MS);
          break;
        }
        handlers.onRefused(post.clientId, refused.code);
      }
    }
    isSending = false;
  }

  function start(): void {
    if (!isSending) void sendAll();
  }

  return start;
}
