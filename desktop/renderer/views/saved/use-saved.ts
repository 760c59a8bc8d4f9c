import { useEffect, useState } from 'preact/hooks';
import type { Message, SavedList } from '../../../../api/messages/contract.ts';
import { api, Refused } from '../../live/api.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';

/** The saved messages, page by page; the first page is read again whenever one is saved or removed. */
export function useSaved(store: Store, state: State) {
  const [list, setList] = useState<SavedList>();
  const [isMissed, setMissed] = useState(false);
  const { byId } = state.saved;
  const isLost = state.connection.kind === 'reconnecting';

  async function read(before?: string): Promise<SavedList | undefined> {
    try {
      const page = await api.saved(before);
      setMissed(false);
      // From here on events change them.
      store.dispatch(
        ...page.messages.map((message) => ({ type: 'quoted', id: message.id, message }) as const),
      );
      return page;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setMissed(true);
      return undefined;
    }
  }

  useEffect(() => {
    if (isLost) return;
    let isOld = false;
    void read().then((page) => {
      if (page !== undefined && !isOld) setList((now) => withFirst(now, page));
    });
    return () => {
      isOld = true;
    };
  }, [byId, isLost]);

  async function more(): Promise<void> {
    const page = list?.next ? await read(list.next) : undefined;
    if (page !== undefined) setList((now) => ({ ...page, messages: joined(now, page) }));
  }

  const messages = list?.messages
    .map((message) => state.quotes.get(message.id) ?? message)
    .filter(({ id, body }) => body !== null && byId.get(id) !== false);
  return { messages, hasMore: (list?.next ?? null) !== null, isMissed, more };
}

/** The list with its first page as it is now; without the others where it does not reach them. */
function withFirst(now: SavedList | undefined, first: SavedList): SavedList {
  const ids = new Set(first.messages.map(({ id }) => id));
  const reaches = now?.messages.some(({ id }) => ids.has(id));
  if (now === undefined || !reaches || first.next === null) return first;
  const others = now.messages.filter(({ id }) => !ids.has(id));
  return { messages: [...first.messages, ...others], next: now.next };
}

function joined(now: SavedList | undefined, page: SavedList): Message[] {
  const known = new Set(now?.messages.map(({ id }) => id));
  return [...(now?.messages ?? []), ...page.messages.filter(({ id }) => !known.has(id))];
}
