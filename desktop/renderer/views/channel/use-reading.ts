import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { State } from '../../state/state.ts';
import { readAfterSeeing } from '../../state/unread.ts';
import type { Store } from '../../store.ts';
import { onScreen } from './on-screen.ts';

/**
 * What is on the screen of a window that has the focus is read. `look` is called whenever that may
 * have changed; `isBehind` says that unread messages are not on the screen.
 */
export function useReading(
  store: Store,
  state: State,
  channel: ListedChannel,
  box: RefObject<HTMLElement | null>,
) {
  const now = useRef({ state, channel });
  now.current = { state, channel };
  const [isBehind, setBehind] = useState(false);

  const look = useCallback((): void => {
    const { id, lastSeq, lastReadSeq } = now.current.channel;
    const { me, timelines, heldUnread } = now.current.state;
    const timeline = timelines.get(id);
    if (box.current === null || timeline === undefined || lastReadSeq >= lastSeq) {
      setBehind(false);
      return;
    }
    const seen = onScreen(box.current);
    const read = seen && readAfterSeeing(timeline.messages, { lastReadSeq, myId: me.id }, seen);
    setBehind(heldUnread.has(id) || (read ?? 0) < lastSeq);
    if (read === undefined || read <= lastReadSeq || heldUnread.has(id)) return;
    if (document.hasFocus()) store.markRead(id, read);
  }, [store, box]);

  useEffect(() => {
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [look]);
  return { look, isBehind };
}
