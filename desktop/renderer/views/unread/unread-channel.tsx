import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Message } from '../../../../api/messages/contract.ts';
import { api } from '../../live/api.ts';
import type { State } from '../../state/state.ts';
import { isUnread } from '../../state/unread.ts';
import { iconOf } from '../icon-of.ts';
import { Icon } from '../parts/icon.tsx';
import { MessageLine } from '../parts/message-line.tsx';
import type { Props } from '../props.ts';
import { shownTitle } from '../title.ts';

/** How many messages of a channel are shown. */
const MOST = 20;

type ChannelProps = Props & { state: State; channel: ListedChannel };

/** What is unread of a channel. A message leads to its place. */
export function UnreadChannel(props: ChannelProps) {
  const { store, preferences, state, channel } = props;
  const { t } = preferences;
  const { id, lastSeq, unread } = channel;
  const { place, messages: unreadMessages, isMissed } = useUnread(props);
  const messages = unreadMessages?.filter((message) => !state.deletions.has(message.id));
  const title = shownTitle(preferences, state, channel);
  const more = unread - (messages?.length ?? unread);
  const go = (seq?: number) => store.go({ kind: 'channel', channelId: id, seq });
  return (
    <section ref={place} class="unread-channel" aria-label={title}>
      <header>
        <button type="button" class="unread-title" onClick={() => go()}>
          {channel.kind !== 'direct' && <Icon name={iconOf(channel)} />}
          <span class="title">{title}</span>
        </button>
        <span class="count">{unread}</span>
        <button type="button" class="button small" onClick={() => store.markRead(id, lastSeq)}>
          {t('unread.mark-read')}
        </button>
      </header>
      {isMissed && <p class="hint">{t('unread.not-loaded')}</p>}
      {messages?.map((message) => (
        <MessageLine
          key={message.id}
          preferences={preferences}
          state={state}
          message={message}
          onGo={() => go(message.seq)}
        />
      ))}
      {more > 0 && (
        <button type="button" class="button small" onClick={() => go()}>
          {t('unread.more', { count: more })}
        </button>
      )}
    </section>
  );
}

/** Reads the messages once the channel is on the screen, and again when others are unread. */
function useUnread({ state, channel }: ChannelProps) {
  const { id, lastSeq, lastReadSeq, unread } = channel;
  const place = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  const [messages, setMessages] = useState<readonly Message[]>();
  const [isMissed, setMissed] = useState(false);
  const isLost = state.connection.kind === 'reconnecting';

  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!isSeen || isLost) return;
    let isOld = false;
    api.messages(id, { after: lastReadSeq, limit: MOST }).then(
      (page) => {
        if (isOld) return;
        setMessages(page.messages.filter((message) => isUnread(message, state.me.id)));
        setMissed(false);
      },
      () => !isOld && setMissed(true),
    );
    return () => {
      isOld = true;
    };
  }, [isSeen, isLost, id, lastSeq, lastReadSeq, unread]);
  return { place, messages, isMissed };
}
