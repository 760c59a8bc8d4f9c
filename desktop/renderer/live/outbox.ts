import type { OutgoingPost } from '../state/state.ts';
import { api, Refused } from './api.ts';
import { backOff } from './back-off.ts';
import { createNaps } from './naps.ts';

export interface OutboxDeps {
  /** The posts that can be sent, oldest first; none while their author is not signed in. */
  waiting(): readonly OutgoingPost[];
  /** The server's ids of a post's files. */
  fileIdsOf(post: OutgoingPost): string[];
  /** The server no longer has some of them. Returns whether the post waits for them anew. */
  onFilesGone(clientId: string): boolean;
  onSent(clientId: string): void;
  onRefused(clientId: string, code: string): void;
}

export interface Outbox {
  /** Sends the waiting posts. Call it whenever one waits and the server may be reachable. */
  send(): void;
}

/**
 * Sends the waiting posts one after the other, so that they arrive in the order of writing. A post
 * whose answer was lost is sent again with the same client id, so that it exists once. A post that
 * is refused for good is set aside, and the others go on.
 */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { waiting, fileIdsOf, onSent, onFilesGone, onRefused } = deps;
  const naps = createNaps();
  let isSending = false;
  let failures = 0;
  /** The server asked to wait until then (Retry-After); nothing shortens that wait. */
  let notBefore = 0;

  async function sendAll(): Promise<void> {
    for (let [post] = waiting(); post !== undefined; [post] = waiting()) {
      const { clientId, channelId, body, replyToId } = post;
      const fileIds = fileIdsOf(post);
      const files = fileIds.length > 0 && { fileIds };
      const written = { clientId, body, replyToId, ...files };
      const refused = await attempt(() => api.post(channelId, written));
      if (refused === undefined) {
        failures = 0;
        onSent(clientId);
      } else if (refused.isPassing || refused.isOver) {
        failures += 1;
        notBefore = performance.now() + (refused.retryAfterMs ?? 0);
        const wait = refused.retryAfterMs ?? backOff(failures, undefined, Math.random);
        await naps.sleep(wait);
        while (performance.now() < notBefore) await naps.sleep(notBefore - performance.now());
      } else if (!(isAboutFiles(refused) && onFilesGone(clientId))) {
        onRefused(clientId, refused.code);
      }
    }
  }

  return {
    send() {
      naps.wake();
      if (isSending) return;
      isSending = true;
      void sendAll().finally(() => {
        isSending = false;
      });
    },
  };
}

/** A file that is in no message for a day is gone. */
function isAboutFiles({ status, problem }: Refused): boolean {
  const errors = problem['errors'];
  return (
    status === 422 &&
    Array.isArray(errors) &&
    errors.some(({ path }: { path?: unknown }) => path === 'fileIds')
  );
}

/** @returns the refusal, if it was one */
export async function attempt(call: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error;
  }
}
