import { Avatar } from '../parts/avatar.tsx';
import type { RowProps } from './props.ts';

const MOST_FACES = 3;

/** Under a message: how many have replied to it in its thread, who, and when last; a press opens it. */
export function ThreadLine({ store, preferences, message, nameOf, faceOf }: RowProps) {
  const { t, formatTime, formatMoment } = preferences;
  const { thread } = message;
  if (thread === null || thread.replies === 0) return null;
  const { replies: count, lastReplyAt, participantIds } = thread;
  return (
    <button
      type="button"
      class="thread-line"
      tabIndex={-1}
      title={lastReplyAt === null ? undefined : formatMoment(lastReplyAt)}
      onClick={() => store.openThread(message)}
    >
      <span class="faces" aria-hidden="true">
        {participantIds.slice(0, MOST_FACES).map((id) => (
          <Avatar key={id} face={faceOf(id)} name={nameOf(id)} size="tiny" />
        ))}
      </span>
      <span class="link">{t('thread.replies', { count })}</span>
      {lastReplyAt !== null && (
        <span class="soft">{t('thread.last', { time: formatTime(lastReplyAt) })}</span>
      )}
    </button>
  );
}
