import { useCallback, useRef } from 'preact/hooks';
import type { Store } from '../../store.ts';
import { below, END_PX, type ScrollPlace } from './scroll-place.ts';
import { showRow } from './show-row.ts';

/** Goes to a message, also to one whose page must be loaded first. */
export function useJumping(store: Store, channelId: string, { box, isAtEnd, shown }: ScrollPlace) {
  const aim = store.aim.value?.channelId === channelId ? store.aim.value : undefined;
  /** The `seq` of the message to scroll to as soon as it is on the page. */
  const wanted = useRef<number | undefined>(aim?.seq);
  /** The page with it is on its way. */
  const isJumping = useRef(aim !== undefined);
  /** Counts the jumps, since one that is overtaken by another has no say. */
  const jumps = useRef(0);

  const jumpTo = useCallback(
    (seq: number) => {
      if (box.current === null) return;
      const isShown = showRow(box.current, seq);
      // Known before the browser tells of the scrolling, so that what changes its height meanwhile
      // does not pull the view back to the end.
      isAtEnd.current = isShown && below(box.current) < END_PX;
      jumps.current += 1;
      if (isShown) {
        if (isJumping.current) store.dispatch({ type: 'pages-unwanted', channelId });
        wanted.current = undefined;
        isJumping.current = false;
        return;
      }
      wanted.current = seq;
      isJumping.current = true;
      // The first page is that with the message: `openTimeline` reads it.
      if (shown.current === undefined) return;
      const jump = jumps.current;
      store
        .load(channelId, 'around', seq)
        .catch(() => {
          if (jump === jumps.current) wanted.current = undefined;
        })
        .finally(() => {
          if (jump === jumps.current) isJumping.current = false;
        });
    },
    [store, channelId],
  );

  /** Scrolls to the message that is wanted, if it has come; false where none is wanted. */
  function showWanted(list: HTMLElement): boolean {
    if (wanted.current === undefined) return false;
    // Another page may come first, such as an older one that was asked for before.
    const isShown = showRow(list, wanted.current);
    if (isShown || !isJumping.current) wanted.current = undefined;
    if (isShown) isAtEnd.current = false;
    return true;
  }

  return { aim, jumpTo, showWanted };
}
