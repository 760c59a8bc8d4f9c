import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';
import { type Held, holdTop, keepTop } from './hold-top.ts';
import { showLine, showRow } from './show-row.ts';
import { useReading } from './use-reading.ts';
import { useResizes } from './use-resizes.ts';

/** Within this distance of the end, in pixels, the view counts as at the end. */
const END_PX = 40;
/** Within this distance of an edge, in pixels, the next page is read. */
const EDGE_PX = 1_500;

/**
 * The view's place in the channel's history: opens at the first unread message, stays at the end
 * once it is there, reads more pages near the edges, and reports the read position.
 */
export function useScrolling(store: Store, state: State, channel: ListedChannel) {
  const timeline = state.timelines.get(channel.id);
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isLoading = useRef(false);
  const hasOpened = useRef(false);
  const aim = store.aim.value?.channelId === channel.id ? store.aim.value : undefined;
  /** The `seq` of the message to scroll to as soon as it is on the page. */
  const wanted = useRef<number | undefined>(aim?.seq);
  /** The page with it is on its way. */
  const isJumping = useRef(aim !== undefined);
  const shown = useRef(timeline);
  const seen = useRef({ top: 0, height: 0, room: 0 });
  const held = useRef<Held>(undefined);
  // Before older messages are added above.
  if (timeline !== shown.current && shown.current?.hasOlder) held.current = holdTop(box.current);
  shown.current = timeline;
  const [showsLatest, setShowsLatest] = useState(false);
  const { look, isBehind } = useReading(store, state, channel, box);
  const outgoing = state.outbox.filter((post) => post.channelId === channel.id).length;

  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    if (timeline === undefined) {
      // The state was read again after a reset: the timeline opens as it did at first, but for the
      // message that was gone to, since one may be elsewhere by now.
      if (hasOpened.current) store.aim.value = undefined;
      hasOpened.current = false;
      isAtEnd.current = true;
      return;
    }
    if (wanted.current !== undefined) {
      // Another page may come first, such as an older one that was asked for before.
      const isShown = showRow(list, wanted.current);
      if (isShown || !isJumping.current) wanted.current = undefined;
      if (isShown) isAtEnd.current = false;
    } else if (!hasOpened.current) {
      if (showLine(list)) {
        isAtEnd.current = false;
        note(list);
      } else pin();
    } else if (isAtEnd.current) {
      pin();
    } else if (held.current !== undefined) {
      keepTop(list, held.current);
    }
    hasOpened.current = true;
    held.current = undefined;
    onScroll();
  }, [timeline, outgoing, state.connection.kind]);
  useEffect(look, [channel.lastReadSeq, channel.lastSeq, state.heldUnread]);

  // Rows get their true height when they are drawn, and the field below grows with its text: a view
  // that was at the end stays there.
  useResizes([box, content], () => {
    if (isAtEnd.current && hasOpened.current) pin();
    look();
  });

  // The user wants to see the message that they have just written.
  const written = useRef(outgoing);
  useEffect(() => {
    if (outgoing > written.current && showsLatest) void jumpToLatest();
    written.current = outgoing;
  }, [outgoing]);

  function pin(): void {
    const list = box.current;
    if (list !== null && !shown.current?.hasNewer) list.scrollTop = list.scrollHeight;
  }

  async function loadMore(side: 'older' | 'newer'): Promise<void> {
    if (isLoading.current) return;
    isLoading.current = true;
    const isLoaded = await store.load(channel.id, side).then(
      () => true,
      () => false,
    );
    isLoading.current = false;
    // After a failure, the next scrolling or the connection's return tries again.
    if (isLoaded) onScroll();
  }

  function onScroll(): void {
    const [list, now] = [box.current, shown.current];
    if (list === null || now === undefined) return;
    // The end has moved and not the reader: rows have been drawn, or the window has changed.
    const { top, height, room } = seen.current;
    const hasChanged = list.scrollHeight !== height || list.clientHeight !== room;
    if (isAtEnd.current && hasChanged && list.scrollTop >= top) pin();
    note(list);
    const left = below(list);
    isAtEnd.current = left < END_PX;
    const isFollowed = isAtEnd.current && !now.hasNewer;
    setShowsLatest(!isFollowed);
    if (isFollowed !== now.isFollowed) {
      store.dispatch({ type: 'followed', channelId: channel.id, isFollowed });
    }
    look();
    if (list.scrollTop < EDGE_PX && now.hasOlder) void loadMore('older');
    if (left < EDGE_PX && now.hasNewer) void loadMore('newer');
  }

  function note({ scrollTop: top, scrollHeight: height, clientHeight: room }: HTMLElement): void {
    seen.current = { top, height, room };
  }

  async function jumpToLatest(): Promise<void> {
    if (shown.current?.hasNewer) {
      await store.load(channel.id, 'around').catch(() => undefined);
    }
    isAtEnd.current = true;
    pin();
    onScroll();
    // One is no longer at the message that the address names.
    store.aim.value = undefined;
  }
  const jumpTo = useCallback(
    (seq: number) => {
      if (box.current === null) return;
      const isShown = showRow(box.current, seq);
      // Known before the browser tells of the scrolling, so that what changes its height meanwhile
      // does not pull the view back to the end.
      isAtEnd.current = isShown && below(box.current) < END_PX;
      if (isShown) return;
      wanted.current = seq;
      isJumping.current = true;
      // The first page is that with the message: `openTimeline` reads it.
      if (shown.current === undefined) return;
      store
        .load(channel.id, 'around', seq)
        .catch(() => {
          wanted.current = undefined;
        })
        .finally(() => {
          isJumping.current = false;
        });
    },
    [store, channel.id],
  );

  useEffect(() => {
    if (aim !== undefined) jumpTo(aim.seq);
  }, [aim]);

  return { box, content, showsLatest, isBehind, onScroll, jumpToLatest, jumpTo, outgoing };
}

/** How far the end is below the view, in pixels. */
function below({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}
