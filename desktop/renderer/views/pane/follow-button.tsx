import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** Whether the user is told of a thread's replies; the stream says what became of a press. */
export function FollowButton({ preferences: { t }, thread }: Props & { thread: ListedChannel }) {
  const attempt = useAttempt(t);
  const isFollowing = thread.isFollowing === true;
  return (
    <button
      type="button"
      class="button small"
      aria-pressed={isFollowing}
      title={attempt.fault ?? t(isFollowing ? 'thread.followed' : 'thread.not-followed')}
      onClick={() => void attempt.runInTurn(() => api.setFollowed(thread.id, !isFollowing))}
    >
      {t(isFollowing ? 'thread.following' : 'thread.follow')}
    </button>
  );
}
