import type { ListedChannel, Thread } from '../../../api/channels/contract.ts';
import type { ThreadPane } from './pane.ts';
import type { State } from './state.ts';

/** Threads that are open stand among the channels, and in no list of them. */
export const isThread = ({ kind }: ListedChannel) => kind === 'thread';

export function withThread(state: State, thread: Thread): State {
  const known = state.channels.get(thread.id);
  // Events may have come since it was asked for.
  const isOlder = known !== undefined && known.lastSeq > thread.lastSeq;
  if (isOlder) return state;
  return { ...state, channels: new Map(state.channels).set(thread.id, thread) };
}

export function withoutThread(state: State, id: string): State {
  const channels = new Map(state.channels);
  channels.delete(id);
  return { ...state, channels };
}

/** The thread that is open in the pane; undefined while it is not known. */
export function threadOf(state: State, pane: ThreadPane): ListedChannel | undefined {
  if (pane.threadId !== undefined) return state.channels.get(pane.threadId);
  return [...state.channels.values()].find(({ rootMessageId }) => rootMessageId === pane.rootId);
}

/** It can be read and not written in, as its channel. */
export function isArchived(state: State, { archivedAt, parentId }: ListedChannel): boolean {
  const parent = parentId === undefined ? undefined : state.channels.get(parentId);
  return (parent?.archivedAt ?? archivedAt) !== null;
}
