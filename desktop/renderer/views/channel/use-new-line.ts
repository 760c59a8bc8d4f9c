import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Message } from '../../../../api/messages/contract.ts';
import type { State } from '../../state/state.ts';
import { firstUnreadAfter } from '../../state/unread.ts';

/**
 * The message above which the line «new» stands: the first that was unread when the channel was
 * opened, when the user came back to the window, or when they marked it. It stays while they read.
 */
export function useNewLine(state: State, channel: ListedChannel): Message | undefined {
  const { id, unread, lastReadSeq } = channel;
  const [after, setAfter] = useState(unread > 0 ? lastReadSeq : undefined);
  const now = useRef(channel);
  now.current = channel;
  const isHeld = state.heldUnread.has(id);

  useEffect(() => {
    const renew = () => {
      if (now.current.unread > 0) setAfter(now.current.lastReadSeq);
    };
    // What is read at once is read by now.
    renew();
    const onFocus = ({ target }: FocusEvent) => {
      // Capturing hears of the focus of each element, too.
      if (target === window) renew();
    };
    // Before `look` reads what is in sight.
    window.addEventListener('focus', onFocus, { capture: true });
    return () => window.removeEventListener('focus', onFocus, { capture: true });
  }, [isHeld, unread > 0]);

  const messages = state.timelines.get(id)?.messages;
  const found = useMemo(
    () => after !== undefined && messages && firstUnreadAfter(messages, after, state.me.id),
    [after, messages, state.me.id],
  );
  // It is gone from the messages where they are many.
  const known = useRef<Message | undefined>(undefined);
  if (after === undefined) known.current = undefined;
  else if (found) known.current = found;
  return known.current;
}
