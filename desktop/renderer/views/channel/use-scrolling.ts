import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';
import { type Held, holdTop } from './hold-top.ts';
import { below, END_PX } from './scroll-place.ts';
import { useJumping } from './use-jumping.ts';
import { useOpening } from './use-opening.ts';
import { useReading } from './use-reading.ts';
import { useResizes } from './use-resizes.ts';

/** Within this distance of an edge, in pixels, the next page is read. */
const EDGE_PX = 1_500;
/**
 * How long no page is read after one, in milliseconds. Else the history flies by where somebody holds
 * the scrollbar at an edge, and each frame draws another page.
 */
const PAUSE_MS = 100;

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
  const shown = useRef(timeline);
  const seen = useRef({ top: 0, height: 0, room: 0 });
  const held = useRef<Held>(undefined);
  // Before older messages are added above.
  if (timeline !== shown.current && shown.current?.hasOlder) held.current = holdTop(box.current);
  shown.current = timeline;
  const [showsLatest, setShowsLatest] = useState(false);
  const { look, isBehind } = useReading(store, state, channel, box);
  const outgoing = state.outbox.filter((post) => post.channelId === channel.id).length;

  const place = { box, isAtEnd, shown, held };
  const { aim, jumpTo, showWanted } = useJumping(store, channel.id, place);
  const moves = { showWanted, pin, note, onScroll };
  const hasOpened = useOpening(store, place, moves, [timeline, outgoing, state.connection.kind]);
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
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
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

  /** What is below the reader may grow then, and they stay where they are. */
  const leaveEnd = useCallback(() => {
    isAtEnd.current = false;
    requestAnimationFrame(() => box.current?.dispatchEvent(new Event('scroll')));
  }, []);

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

  useEffect(() => {
    if (aim !== undefined) jumpTo(aim.seq);
  }, [aim]);

  return {
    box,
    content,
    showsLatest,
    isBehind,
    onScroll,
    jumpToLatest,
    jumpTo,
    leaveEnd,
    outgoing,
  };
}
