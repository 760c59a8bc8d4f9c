import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { leadOf, titleOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import type { Props } from './props.ts';
import { OutgoingRow, Row } from './row.tsx';

/** Nearer to the end than this, in pixels, and one is at the end. */
const END_PX = 40;
/** Nearer to an edge than this, in pixels, and the next page is read. */
const EDGE_PX = 600;

type TimelineProps = Props & {
  state: State;
  channel: ListedChannel;
  firstUnread: number | undefined;
  editing: string | undefined;
  onEdit(id: string | undefined): void;
  onReply(message: Message): void;
};

/**
 * A window of the channel's history. Older messages come in above as one scrolls up, and the browser's
 * scroll anchoring holds what one reads in its place; at the end, new messages push the old ones up.
 */
export function Timeline(props: TimelineProps) {
  const { store, preferences, state, channel, firstUnread } = props;
  const { t } = preferences;
  const timeline = state.timelines.get(channel.id);
  const messages = timeline?.messages ?? [];
  const outgoing = state.outbox.filter((post) => post.channelId === channel.id);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isLoading = useRef(false);
  const hasOpened = useRef(false);
  const [showsLatest, setShowsLatest] = useState(false);
  const last = messages.at(-1);

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || timeline === undefined) return;
    if (!hasOpened.current) {
      hasOpened.current = true;
      const line = list.querySelector('.new-line');
      if (line !== null) line.scrollIntoView({ block: 'center' });
      else list.scrollTop = list.scrollHeight;
      onScroll();
    } else if (isAtEnd.current && !timeline.hasNewer) {
      list.scrollTop = list.scrollHeight;
    }
  }, [timeline, outgoing.length]);

  // What has been at the end of the window while one looked at it has been read.
  useEffect(() => {
    const markRead = () => {
      if (last === undefined || !isAtEnd.current || timeline?.hasNewer) return;
      if (document.hasFocus() && last.seq > channel.lastReadSeq) {
        void store.markRead(channel.id, last.seq);
      }
    };
    markRead();
    window.addEventListener('focus', markRead);
    return () => window.removeEventListener('focus', markRead);
  }, [last?.seq, channel.lastReadSeq, showsLatest]);

  async function loadMore(side: 'older' | 'newer'): Promise<void> {
    if (isLoading.current) return;
    isLoading.current = true;
    // At the very top there is nothing above to anchor to.
    if (box.current !== null && side === 'older' && box.current.scrollTop === 0) {
      box.current.scrollTop = 1;
    }
    await store.load(channel.id, side).catch(() => undefined);
    isLoading.current = false;
  }

  function onScroll(): void {
    const list = box.current;
    if (list === null || timeline === undefined) return;
    const below = list.scrollHeight - list.clientHeight - list.scrollTop;
    isAtEnd.current = below < END_PX;
    setShowsLatest(!isAtEnd.current || timeline.hasNewer);
    if (list.scrollTop < EDGE_PX && timeline.hasOlder) void loadMore('older');
    if (below < EDGE_PX && timeline.hasNewer) void loadMore('newer');
  }

  async function jumpToLatest(): Promise<void> {
    isAtEnd.current = true;
    if (timeline?.hasNewer) await store.load(channel.id, 'around');
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    onScroll();
  }

  return (
    <div class="timeline-frame">
      <div
        class="timeline"
        ref={box}
        onScroll={onScroll}
        onKeyDown={(event) => event.key === 'Escape' && void jumpToLatest()}
        role="log"
        aria-live="polite"
        aria-label={t('chat.messages')}
      >
        {timeline === undefined && <p class="hint">{t('chat.loading')}</p>}
        {timeline !== undefined && !timeline.hasOlder && (
          <p class="hint">{t('chat.beginning', { channel: titleOf(state, channel) })}</p>
        )}
        {messages.map((message, index) => {
          const lead = leadOf(message, messages[index - 1], firstUnread);
          return (
            <Row
              key={message.id}
              store={store}
              preferences={preferences}
              message={message}
              author={state.users.get(message.authorId)}
              quoted={
                message.replyToId === null
                  ? undefined
                  : messages.find(({ id }) => id === message.replyToId)
              }
              quotedAuthor={quotedAuthorOf(state, messages, message)}
              me={state.me}
              showsDay={lead.day}
              showsNew={lead.isNew}
              showsAuthor={lead.author}
              isEditing={props.editing === message.id}
              onEdit={props.onEdit}
              onReply={props.onReply}
            />
          );
        })}
        {!timeline?.hasNewer &&
          outgoing.map((post) => (
            <OutgoingRow
              key={post.clientId}
              store={store}
              preferences={preferences}
              post={post}
              me={state.me}
              isOffline={state.connection.kind !== 'live'}
            />
          ))}
      </div>
      {showsLatest && (
        <button type="button" class="button latest" onClick={() => void jumpToLatest()}>
          ↓ {t('chat.latest')}
        </button>
      )}
    </div>
  );
}

function quotedAuthorOf(state: State, messages: readonly Message[], { replyToId }: Message) {
  if (replyToId === null) return undefined;
  const quoted = messages.find(({ id }) => id === replyToId);
  return quoted && state.users.get(quoted.authorId);
}
