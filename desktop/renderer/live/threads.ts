import type { Message } from '../../../api/messages/contract.ts';
import type { Panes } from '../panes.ts';
import { api } from './api.ts';
import type { Model } from './model.ts';

/** The thread beside the conversation, of which one is open at a time. */
export function createThreads({ state, dispatch }: Model, panes: Panes) {
  return {
    openThread({ id: rootId, channelId }: Message): void {
      panes.openPane({ name: 'thread', channelId, rootId });
    },
    /**
     * Reads the thread of the message, which is made where there is none.
     *
     * @throws Refused
     */
    async loadThread(rootId: string): Promise<void> {
      const thread = await api.openThread(rootId);
      dispatch({ type: 'thread-opened', thread });
    },
    closeThread(threadId: string): void {
      dispatch({ type: 'thread-closed', threadId });
    },
    /** Whether the channel is the thread that is open. */
    isOpenThread(id: string): boolean {
      const pane = panes.pane.peek();
      const rootId = state.value?.channels.get(id)?.rootMessageId;
      return pane?.name === 'thread' && pane.rootId === rootId;
    },
  };
}
