import type { Message } from '../../../api/messages/contract.ts';
import type { Panes } from '../panes.ts';
import type { ThreadPane } from '../state/pane.ts';
import { api, Refused } from './api.ts';
import type { Model } from './model.ts';

/** The thread beside the conversation, of which one is open at a time. */
export function createThreads({ state, dispatch }: Model, panes: Panes) {
  return {
    openThread({ id: rootId, channelId, thread }: Message): void {
      panes.openPane({ name: 'thread', channelId, rootId, threadId: thread?.id });
    },
    /**
     * Reads the thread that the pane is of, which is made where its root has none.
     *
     * @throws Refused
     */
    async loadThread(pane: ThreadPane): Promise<void> {
      const { rootId } = pane;
      const thread = await (rootId === undefined ? threadAt(pane) : api.openThread(rootId));
      dispatch({ type: 'thread-opened', thread });
      if (rootId === undefined || panes.pane.peek() !== pane) return;
      panes.pane.value = { ...pane, threadId: thread.id };
    },
    closeThread(threadId: string): void {
      dispatch({ type: 'thread-closed', threadId });
    },
    /** Whether the channel is the thread that is open. */
    isOpenThread(id: string): boolean {
      const pane = panes.pane.peek();
      if (pane?.name !== 'thread') return false;
      const rootId = state.value?.channels.get(id)?.rootMessageId;
      return pane.threadId === id || (rootId !== undefined && pane.rootId === rootId);
    },
  };
}

/** The thread of an address. */
async function threadAt({ channelId, threadId }: ThreadPane & { rootId?: undefined }) {
  const thread = await api.thread(threadId);
  if (thread.parentId !== channelId) throw new Refused(404, { code: 'not-found' });
  return thread;
}
