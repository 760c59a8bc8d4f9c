import type { User } from '../../../api/users/contract.ts';
import { nextPost } from '../state/posts.ts';
import { sendable } from '../state/sendable.ts';
import { newId } from './ids.ts';
import type { Model } from './model.ts';
import { createOutbox } from './outbox.ts';

/** The user's posts, from the composer to the server's answer. */
export function createPosting(
  { state, dispatch }: Model,
  isIn: (me: User) => boolean,
  onAnswer: () => void,
) {
  const { send } = createOutbox({
    waiting() {
      const now = state.value;
      // Another user may have signed in, in another window: the browser's session is then theirs.
      if (now === undefined || !isIn(now.me)) return [];
      return now.outbox.filter((post) => post.status === 'waiting');
    },
    onSent(clientId) {
      dispatch({ type: 'post-sent', clientId });
      onAnswer();
    },
    onRefused: (clientId, detail) => dispatch({ type: 'post-refused', clientId, detail }),
  });
  return {
    send,
    post(channelId: string, text: string, replyToId: string | null): void {
      const now = state.value;
      const body = sendable(text);
      if (now === undefined || body === '') return;
      const written = { clientId: newId(), channelId, body, replyToId };
      dispatch({ type: 'posted', post: nextPost(now, written, Date.now()) });
      send();
    },
    retry(clientId: string): void {
      dispatch({ type: 'post-retried', clientId });
      send();
    },
  };
}
