import type { User } from '../../../api/users/contract.ts';
import { sendablePosts, uploadsOf } from '../state/attaching.ts';
import { nextPost } from '../state/posts.ts';
import { sendable } from '../state/sendable.ts';
import { newId } from './ids.ts';
import type { Model } from './model.ts';
import { createOutbox } from './outbox.ts';
import type { Uploading } from './uploading.ts';

/** The user's posts, from the composer to the server's answer. */
export function createPosting(
  { state, dispatch }: Model,
  uploading: () => Pick<Uploading, 'send' | 'sendAgain'>,
  isIn: (me: User) => boolean,
  onAnswer: () => void,
) {
  /** Posts whose files were sent again, since the server did not have them: not twice for nothing. */
  const renewed = new Set<string>();
  const { send } = createOutbox({
    waiting() {
      const now = state.value;
      // Another user may have signed in, in another window: the browser's session is then theirs.
      if (now === undefined || !isIn(now.me)) return [];
      return sendablePosts(now);
    },
    fileIdsOf(post) {
      const now = state.value;
      return now === undefined ? [] : uploadsOf(now, post).flatMap(({ file }) => file?.id ?? []);
    },
    onSent(clientId) {
      dispatch({ type: 'post-sent', clientId });
      onAnswer();
    },
    onFilesGone(clientId) {
      const post = state.value?.outbox.find((one) => one.clientId === clientId);
      if (post === undefined || renewed.has(clientId)) return false;
      renewed.add(clientId);
      uploading().sendAgain(post.uploadIds);
      return true;
    },
    onRefused: (clientId, detail) => dispatch({ type: 'post-refused', clientId, detail }),
  });
  return {
    send,
    post(
      channelId: string,
      text: string,
      replyToId: string | null,
      uploadIds: readonly string[] = [],
    ): void {
      const now = state.value;
      const body = sendable(text);
      if (now === undefined || (body === '' && uploadIds.length === 0)) return;
      const written = { clientId: newId(), channelId, body, replyToId, uploadIds };
      dispatch({ type: 'posted', post: nextPost(now, written, Date.now()) });
      send();
    },
    retry(clientId: string): void {
      renewed.delete(clientId);
      dispatch({ type: 'post-retried', clientId });
      uploading().send();
      send();
    },
  };
}
