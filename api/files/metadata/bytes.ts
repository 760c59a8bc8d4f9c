import { Buffer } from 'node:buffer';

/** The bytes of a source, taken from its beginning as a reader of a format wants them. */
export class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #next: Buffer = Buffer.alloc(0);
  /** How many were taken. */
  taken = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next so many; fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0 && (await this.#fill())) {
      const part = this.#shift(missing);
      parts.push(part);
      missing -= part.length;
    }
    return parts[0] !== undefined && parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  /** The next so many, as they come, or all that are left. */
  async *pass(count = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer, void> {
    let missing = count;
    while (missing > 0 && (await this.#fill())) {
      const part = this.#shift(missing);
      missing -= part.length;
      yield part;
    }
  }

  /** What comes before the next byte of this value, as it comes; that byte is the next one. */
  async *passUntil(value: number): AsyncGenerator<Buffer, void> {
    while (await this.#fill()) {
      const at = this.#next.indexOf(value);
      if (at === 0) return;
      yield this.#shift(at < 0 ? this.#next.length : at);
    }
  }

  /** Reads to the end, so that the sender is heard out. */
  async skip(count = Number.POSITIVE_INFINITY): Promise<void> {
    for await (const _ of this.pass(count));
  }

  async #fill(): Promise<boolean> {
    while (this.#next.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) return false;
      this.#next = value;
    }
    return true;
  }

  #shift(most: number): Buffer {
    const part = this.#next.subarray(0, most);
    this.#next = this.#next.subarray(part.length);
    this.taken += part.length;
    return part;
  }
}
