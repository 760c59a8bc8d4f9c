import { type Chunk, joinChunk } from './frame.ts';
import type { LoggedEvent } from './logged-event.ts';

/** An event of the log with its frame, encoded once for all who will get it. */
export interface Entry extends Omit<LoggedEvent, 'data'> {
  frame: Uint8Array;
}

/** Whose eyes the log is read with; `channels` are those that they are in at their position. */
export interface Viewer {
  readonly userId: string;
  readonly channels: Set<string>;
}

/** Neighbouring events of the log, and the chunks that have been joined of them so far. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Position of the last entry. */
  readonly to: number;
  /** The channels in which something happens; undefined where somebody comes or goes. */
  readonly quietChannels: readonly string[] | undefined;
  readonly chunks: Map<string, Chunk | undefined>;
}

export function toBatch(entries: readonly Entry[]): Batch | undefined {
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const isQuiet = entries.every((entry) => entry.type.startsWith('message.'));
  const channels = new Set(entries.map((entry) => entry.channelId ?? ''));
  return {
    entries,
    to: last.position,
    quietChannels: isQuiet ? [...channels] : undefined,
    chunks: new Map(),
  };
}

/**
 * Leads the viewer over the batch: what they may see of it, joined into one chunk that all who may
 * see the same share, and undefined where they may see nothing. Their channels change as they pass
 * the events that change them.
 */
export function take(batch: Batch, viewer: Viewer): Chunk | undefined {
  if (batch.quietChannels !== undefined) {
    const { channels } = viewer;
    let key = '';
    for (const channel of batch.quietChannels) key += channels.has(channel) ? '1' : '0';
    return shared(batch, key, () =>
      batch.entries.filter((entry) => channels.has(entry.channelId ?? '')),
    );
  }
  const visible = batch.entries.filter((entry) => pass(entry, viewer));
  return shared(batch, visible.map((entry) => entry.position).join(), () => visible);
}

/** Whether the viewer may see the event, and what it changes for them. */
function pass(entry: Entry, viewer: Viewer): boolean {
  const { channels } = viewer;
  const channel = entry.channelId ?? '';
  const isAboutViewer = entry.userId === viewer.userId;
  switch (entry.type) {
    case 'channel.created':
      if (entry.memberIds?.includes(viewer.userId)) channels.add(channel);
      return entry.isPublic || channels.has(channel);
    case 'member.joined':
      if (isAboutViewer) channels.add(channel);
      return channels.has(channel);
    case 'member.left': {
      const wasIn = channels.has(channel);
      if (isAboutViewer) channels.delete(channel);
      return wasIn;
    }
    case 'channel.deleted': {
      const wasIn = channels.delete(channel);
      return entry.isPublic || wasIn;
    }
    default:
      return entry.isPublic || channels.has(channel);
  }
}

function shared(batch: Batch, key: string, visible: () => readonly Entry[]): Chunk | undefined {
  if (batch.chunks.has(key)) return batch.chunks.get(key);
  const entries = visible();
  const chunk =
    entries.length === 0
      ? undefined
      : joinChunk(
          entries.map((entry) => entry.frame),
          entries.length,
        );
  batch.chunks.set(key, chunk);
  return chunk;
}
