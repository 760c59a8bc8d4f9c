import type { RefObject } from 'preact';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import { titleOf } from '../../state/select.ts';
import { Icon } from '../parts/icon.tsx';
import type { ChannelProps } from './channel.tsx';
import { useQuoted } from './quoted.ts';
import { onRovingFocus, onRovingKey } from './roving-rows.ts';
import { Rows } from './rows.tsx';

/** Nearer to the end than this, in pixels, and one is at the end. */
const END_PX = 40;
/** Nearer to an edge than this, in pixels, and the next page is read. */
const EDGE_PX = 600;

export interface TimelineHandle {
  jumpToLatest(): void;
}

type TimelineProps = ChannelProps & {
  firstUnread: number | undefined;
  editing: string | undefined;
  handle: RefObject<TimelineHandle | null>;
  onEdit(id: string | undefined): void;
  onReply(message: Message): void;
};

/**
 * A window of the channel's history. Older messages come in above as one scrolls up, and the browser's
 * scroll anchoring holds what one reads in its place; at the end, new messages push the old ones up.
 */
export function Timeline(props: TimelineProps) {
  const { store, preferences, state, channel } = props;
  const { t } = preferences;
  const timeline = state.timelines.get(channel.id);
  const quoted = useQuoted(timeline?.messages);
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isLoading = useRef(false);
  const hasOpened = useRef(false);
  /** The message to be shown as soon as it is on the page. */
  const wanted = useRef<number | undefined>(undefined);
  const [showsLatest, setShowsLatest] = useState(false);
  const last = timeline?.messages.at(-1);
  const outgoing = state.outbox.filter((post) => post.channelId === channel.id).length;

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null || timeline === undefined) return;
    if (wanted.current !== undefined) {
      showRow(list, wanted.current);
      wanted.current = undefined;
      onScroll();
    } else if (!hasOpened.current) {
      hasOpened.current = true;
      const line = list.querySelector('.new-line');
      if (line !== null) line.scrollIntoView({ block: 'center' });
      else list.scrollTop = list.scrollHeight;
      onScroll();
    } else if (isAtEnd.current && !timeline.hasNewer) {
      list.scrollTop = list.scrollHeight;
    }
  }, [timeline, outgoing]);

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

  // Whoever writes wants to see it.
  const written = useRef(outgoing);
  useEffect(() => {
    if (outgoing > written.current && showsLatest) void jumpToLatest();
    written.current = outgoing;
  }, [outgoing]);

  // What was at the end stays there while the window or, as rows are drawn at their real height,
  // what is in it becomes higher or lower.
  useEffect(() => {
    const list = box.current;
    if (list === null || content.current === null) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) list.scrollTop = list.scrollHeight;
    });
    observer.observe(list);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

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
    if (timeline?.hasNewer) await store.load(channel.id, 'around').catch(() => undefined);
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
    onScroll();
  }
  useImperativeHandle(props.handle, () => ({ jumpToLatest: () => void jumpToLatest() }));

  const jumpTo = useCallback(
    (seq: number) => {
      if (box.current === null || showRow(box.current, seq)) return;
      wanted.current = seq;
      isAtEnd.current = false;
      store.load(channel.id, 'around', seq).catch(() => {
        wanted.current = undefined;
      });
    },
    [store, channel.id],
  );

  return (
    <>
      <div
        class="timeline"
        ref={box}
        onScroll={onScroll}
        onFocusCapture={(event) => onRovingFocus(event.currentTarget, event.target)}
        onKeyDown={onRovingKey}
        role="log"
        aria-live="off"
        aria-label={t('chat.messages')}
        aria-busy={timeline === undefined}
      >
        <div ref={content}>
          {timeline === undefined && <p class="loading soft">{t('chat.loading')}</p>}
          {timeline !== undefined && !timeline.hasOlder && (
            <Beginning {...props} isEmpty={timeline.messages.length === 0 && outgoing === 0} />
          )}
          {timeline !== undefined && (
            <Rows
              store={store}
              preferences={preferences}
              channelId={channel.id}
              timeline={timeline}
              outbox={state.outbox}
              quoted={quoted}
              users={state.users}
              me={state.me}
              firstUnread={props.firstUnread}
              editing={props.editing}
              isOffline={state.connection.kind === 'reconnecting'}
              onEdit={props.onEdit}
              onReply={props.onReply}
              onJump={jumpTo}
            />
          )}
        </div>
      </div>
      {showsLatest && (
        <button type="button" class="button latest" onClick={() => void jumpToLatest()}>
          <Icon name="down" />
          {channel.unread > 0
            ? t('chat.latest-unread', { count: channel.unread })
            : t('chat.latest')}
        </button>
      )}
    </>
  );
}

/** What stands above the first message of all. */
function Beginning({
  preferences: { t },
  state,
  channel,
  isEmpty,
}: ChannelProps & { isEmpty: boolean }) {
  const title = titleOf(state, channel);
  return (
    <div class="beginning">
      <h2>
        {channel.kind === 'direct'
          ? t('chat.beginning-direct', { name: title })
          : t('chat.beginning', { channel: title })}
      </h2>
      {channel.topic !== '' && <p>{channel.topic}</p>}
      {isEmpty && <p class="soft">{t('chat.no-messages')}</p>}
    </div>
  );
}

/** Brings the message to the middle and shows which it is. False where it is not on the page. */
function showRow(list: HTMLElement, seq: number): boolean {
  const row = list.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  if (row === null) return false;
  row.scrollIntoView({ block: 'center' });
  row.focus({ preventScroll: true });
  row.classList.add('found');
  row.addEventListener('animationend', () => row.classList.remove('found'), { once: true });
  return true;
}
