import { useRef } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { ChannelProps } from './props.ts';
import { useFocusOnward } from './use-focus-onward.ts';

/** Over the messages: how many are unread and not on the screen, since when, and what to do. */
export function UnreadBar({
  store,
  preferences: { t, formatWhen },
  channel,
  firstUnread,
  onFirst,
  onLatest,
}: ChannelProps & { firstUnread: Message | undefined; onFirst(): void; onLatest(): void }) {
  const { id, lastSeq, unread: count } = channel;
  const bar = useRef<HTMLElement>(null);
  useFocusOnward(bar);
  const at = firstUnread?.createdAt;
  const since = at && formatWhen(at);
  return (
    <section ref={bar} class="unread-bar" aria-label={t('unread.bar')}>
      <button type="button" class="unread-since" onClick={onFirst} title={t('unread.first')}>
        {since ? t('unread.since', { count, since }) : t('chat.latest-unread', { count })}
      </button>
      <button type="button" onClick={() => store.markRead(id, lastSeq)}>
        {t('unread.mark-read')}
      </button>
      <button type="button" class="latest" onClick={onLatest}>
        {t('chat.latest')}
      </button>
    </section>
  );
}
