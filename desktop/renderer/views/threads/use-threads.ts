import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { ThreadList } from '../../../../api/threads/contract.ts';
import { api, Refused } from '../../live/api.ts';
import { countsOf } from '../../state/counts.ts';
import type { State } from '../../state/state.ts';
import { unreadThreads } from '../../state/threads.ts';
import type { Store } from '../../store.ts';

export type ThreadItem = ThreadList['threads'][number];

/** Several events may tell of one change. */
const PAUSE_MS = 300;
const MOST_UNREAD = 100;

/**
 * The threads that the user follows: first those with something unread, then those with the newest
 * reply. They are read again when something has changed in them.
 */
export function useThreads(store: Store, state: State) {
  const [list, setList] = useState<ThreadList>();
  const [isMissed, setMissed] = useState(false);
  const wasRead = useRef(false);
  const isLost = state.connection.kind === 'reconnecting';

  async function read(query: { before?: string; isUnread?: boolean } = {}) {
    const { before, isUnread } = query;
    try {
      const page = await api.threads({
        ...(before !== undefined && { before }),
        ...(isUnread && { unread: 'true', limit: MOST_UNREAD }),
      });
      setMissed(false);
      // From here on events change the messages, and count what is unread.
      const unread = page.threads.filter((one) => one.unread > 0).map(({ thread }) => thread);
      store.dispatch(
        ...page.threads
          .flatMap(({ root, lastReply }) => (lastReply === null ? [root] : [root, lastReply]))
          .map((message) => ({ type: 'quoted', id: message.id, message }) as const),
        ...unread.map((thread) => ({ type: 'thread-opened', thread }) as const),
      );
      return page;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setMissed(true);
      return undefined;
    }
  }

  /** The newest ones, and what is unread further down. */
  async function readFirst(): Promise<ThreadList | undefined> {
    const first = await read();
    const there = new Set(first?.threads.map(({ thread }) => thread.id));
    const isShort = unreadThreads(store.state.peek() ?? state).some(({ id }) => !there.has(id));
    const unread = isShort && first?.next ? await read({ isUnread: true }) : undefined;
    return first && { ...first, threads: joined(first.threads, unread?.threads ?? []) };
  }

  useEffect(() => {
    if (isLost) return;
    let isOld = false;
    const timer = setTimeout(
      async () => {
        wasRead.current = true;
        const first = await readFirst();
        if (first !== undefined && !isOld) setList((now) => withFirst(now, first));
      },
      wasRead.current ? PAUSE_MS : 0,
    );
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [changesOf(state, list), isLost]);

  async function more(): Promise<void> {
    const page = list?.next ? await read({ before: list.next }) : undefined;
    if (page === undefined) return;
    setList((now) => ({ ...page, threads: joined(now?.threads ?? [], page.threads) }));
  }

  const items = list?.threads
    .filter(({ thread }) => state.followed.has(thread.id) && state.channels.has(thread.parentId))
    .map((item) => asItIs(state, item))
    .toSorted((a, b) => Number(isUnread(state, b)) - Number(isUnread(state, a)) || byTime(a, b));
  return { items, hasMore: (list?.next ?? null) !== null, isMissed, more };
}

/** What is unread in the thread: none that counts where it is not known. */
export function countsOfThread(state: State, id: string) {
  const thread = state.channels.get(id);
  return thread === undefined ? { messages: 0, mentions: 0 } : countsOf(state, thread);
}

const isUnread = (state: State, { thread }: ThreadItem) =>
  countsOfThread(state, thread.id).messages > 0;

const newestAt = ({ root }: ThreadItem) => root.thread?.lastReplyAt ?? '';
const byTime = (a: ThreadItem, b: ThreadItem) => newestAt(b).localeCompare(newestAt(a));

/** With its messages as events have told of them since. */
function asItIs({ quotes }: State, item: ThreadItem): ThreadItem {
  const now = (message: Message) => quotes.get(message.id) ?? message;
  return { ...item, root: now(item.root), lastReply: item.lastReply && now(item.lastReply) };
}

/** Another text where a thread has come or gone, or one has another newest reply. */
function changesOf(state: State, list: ThreadList | undefined): string {
  const { followed, channels } = state;
  const known = [...followed].map((id) => `${id} ${channels.get(id)?.lastSeq ?? ''}`);
  const listed = list?.threads.map((item) => newestAt(asItIs(state, item))) ?? [];
  return [...known, ...listed].join();
}

/** The list with its first page as it is now; without the others where it does not reach them. */
function withFirst(now: ThreadList | undefined, first: ThreadList): ThreadList {
  const ids = new Set(first.threads.map(({ thread }) => thread.id));
  const reaches = now?.threads.some(({ thread }) => ids.has(thread.id));
  if (now === undefined || !reaches || first.next === null) return first;
  return { threads: joined(first.threads, now.threads), next: now.next };
}

function joined(first: readonly ThreadItem[], others: readonly ThreadItem[]): ThreadItem[] {
  const known = new Set(first.map(({ thread }) => thread.id));
  return [...first, ...others.filter(({ thread }) => !known.has(thread.id))];
}
