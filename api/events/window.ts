import { type Batch, type Entry, toBatch } from './batch.ts';

export interface WindowLimits {
  events: number;
  bytes: number;
  /** A batch holds no more than this many bytes of frames (but always one event). */
  batchBytes: number;
}

/** The newest events of the log in memory: dense, in order, bounded by count and bytes. */
export class EventWindow {
  readonly #limits: WindowLimits;
  #entries: Entry[] = [];
  #bytes = 0;
  /** Position before the first entry. */
  #start: number;
  /** By the position they follow: those asked for since the last append. */
  #batches = new Map<number, Batch>();
  /** Those asked for between the two last appends that the last did not lengthen. */
  #earlier = new Map<number, Batch>();

  constructor(start: number, limits: WindowLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** Position of the newest event. */
  get position(): number {
    return this.#start + this.#entries.length;
  }

  /** Adds the events that follow. @throws Error where they leave a hole or repeat one. */
  append(entries: readonly Entry[]): void {
    this.#dropBatchesTo(this.position);
    for (const entry of entries) {
      if (entry.position !== this.position + 1) {
        throw new Error(`event ${entry.position} does not follow ${this.position}`);
      }
      this.#entries.push(entry);
      this.#bytes += entry.frame.byteLength;
    }
    this.#trim();
  }

  /**
   * Replaces the frames of earlier events that `replace` gives another for. It is called for events
   * of this message alone.
   */
  supersede(messageId: string, replace: (entry: Entry) => Entry): void {
    for (const [index, entry] of this.#entries.entries()) {
      if (entry.messageId !== messageId) continue;
      const next = replace(entry);
      this.#bytes += next.frame.byteLength - entry.frame.byteLength;
      this.#entries[index] = next;
    }
    this.#earlier.clear();
    this.#batches.clear();
  }

  /** What follows `position`, the same object for all callers; undefined below the window. */
  after(position: number): Batch | undefined {
    const index = position - this.#start;
    if (index < 0) return undefined;
    const batch =
      this.#batches.get(position) ?? this.#earlier.get(position) ?? toBatch(this.#slice(index));
    if (batch !== undefined) this.#batches.set(position, batch);
    return batch;
  }

  /**
   * Drops the batches that end at `position`, which will be longer now, and those that nobody has
   * asked for of late. Under load most batches are full, and joining their frames anew at each append
   * would cost a sixth of the processor's time.
   */
  #dropBatchesTo(position: number): void {
    this.#earlier.clear();
    for (const [after, batch] of this.#batches) {
      if (batch.to < position) this.#earlier.set(after, batch);
    }
    this.#batches.clear();
  }

  #slice(from: number): Entry[] {
    let to = from;
    let bytes = 0;
    while (to < this.#entries.length) {
      bytes += this.#entries[to]?.frame.byteLength ?? 0;
      if (bytes > this.#limits.batchBytes && to > from) break;
      to += 1;
    }
    return this.#entries.slice(from, to);
  }

  /** Drops the oldest, an eighth more than it must, so as not to move the array each time. */
  #trim(): void {
    const { events, bytes } = this.#limits;
    if (this.#entries.length <= events && this.#bytes <= bytes) return;
    let gone = 0;
    while (
      gone < this.#entries.length &&
      (this.#entries.length - gone > events * 0.875 || this.#bytes > bytes * 0.875)
    ) {
      this.#bytes -= this.#entries[gone]?.frame.byteLength ?? 0;
      gone += 1;
    }
    this.#entries.splice(0, gone);
    this.#start += gone;
  }
}
