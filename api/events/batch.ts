import { type Chunk, joinChunk } from './frame.ts';
import type { LoggedEvent } from './logged-event.ts';
import { type Audience, isIn, isOfMembership, letThrough, type Viewer } from './visibility.ts';

/** An event of the log with its frame, encoded once for all who will get it. */
export interface Entry extends Omit<LoggedEvent, 'data'> {
  audience: Audience;
  frame: Uint8Array;
}

/** Consecutive events of the log, and the chunks that have been made of them so far. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Position of the last entry. */
  readonly to: number;
  /**
   * The channels of the events, if each event is for a channel's members and changes no membership;
   * undefined otherwise.
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
 * Joins the events of the batch that the viewer may see into one chunk; undefined where there are
 * none. Viewers who may see the same events share the chunk. Events that change the viewer's
 * channels are applied to them.
 */
export function take(batch: Batch, viewer: Viewer): Chunk | undefined {
  if (batch.quietChannels !== undefined && !straddles(batch, viewer)) {
    let key = viewer.knowsNewEvents ? '' : 'of 1.0 ';
    for (const channel of batch.quietChannels) key += isIn(viewer, channel, batch.to) ? '1' : '0';
    return shared(batch, key, () => batch.entries.filter((entry) => letThrough(viewer, entry)));
  }
  const visible = batch.entries.filter((entry) => letThrough(viewer, entry));
  return shared(batch, visible.map((entry) => entry.position).join(), () => visible);
}

/** Whether some events of the batch are before the viewer's today, and some after it. */
function straddles({ entries, to }: Batch, { today }: Viewer): boolean {
  return (
    today !== undefined && today.position < to && (entries[0]?.position ?? to) <= today.position
  );
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
