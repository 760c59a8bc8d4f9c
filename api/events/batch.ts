import { type Chunk, joinChunk } from './frame.ts';
import type { LoggedEvent } from './logged-event.ts';
import { type Audience, isOfMembership, letThrough, type Viewer } from './visibility.ts';

/** An event of the log with its frame, encoded once for all who will get it. */
export interface Entry extends Omit<LoggedEvent, 'data'> {
  audience: Audience;
  frame: Uint8Array;
}

/** Neighbouring events of the log, and the chunks that have been joined of them so far. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Position of the last entry. */
  readonly to: number;
  /**
   * The channels in which something happens, where that is all that happens; undefined where somebody
   * comes or goes, or an event is for others than a channel's members.
   */
  readonly quietChannels: readonly string[] | undefined;
  readonly chunks: Map<string, Chunk | undefined>;
}

export function toBatch(entries: readonly Entry[]): Batch | undefined {
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  return { entries, to: last.position, quietChannels: quietChannelsOf(entries), chunks: new Map() };
}

function quietChannelsOf(entries: readonly Entry[]): string[] | undefined {
  const channels = new Set<string>();
  for (const { type, audience } of entries) {
    if (audience.to !== 'members' || isOfMembership(type)) return undefined;
    channels.add(audience.channelId);
  }
  return [...channels];
}

/**
 * Leads the viewer over the batch: what they may see of it, joined into one chunk that all who may
 * see the same share, and undefined where they may see nothing. Their channels change as they pass
 * the events that change them.
 */
export function take(batch: Batch, viewer: Viewer): Chunk | undefined {
  if (batch.quietChannels !== undefined) {
    const { channels } = viewer;
    let key = viewer.knowsNewEvents ? '' : 'of 1.0 ';
    for (const channel of batch.quietChannels) key += channels.has(channel) ? '1' : '0';
    return shared(batch, key, () => batch.entries.filter((entry) => letThrough(viewer, entry)));
  }
  const visible = batch.entries.filter((entry) => letThrough(viewer, entry));
  return shared(batch, visible.map((entry) => entry.position).join(), () => visible);
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
