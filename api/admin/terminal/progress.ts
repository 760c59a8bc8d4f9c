const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 5_000;

export interface Progress {
  /** Returns a function that takes the number of rows, or of `what` else, so far. */
  count(done: string, what?: string): (rows: number) => void;
  /** Yields the same rows, and counts them. */
  each<Row>(done: string, rows: AsyncIterable<Row>): AsyncGenerator<Row, void>;
  /** Clears the terminal's line. */
  end(): void;
}

/** Rewrites one line on a terminal; elsewhere writes a new line every five seconds. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  let toldAt = performance.now();
  let isOpen = false;

  function tell(text: string): void {
    const now = performance.now();
    if (now - toldAt < (out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return;
    toldAt = now;
    isOpen = out.isTTY;
    out.write(out.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  }

  const count =
    (done: string, what = 'rows') =>
    (rows: number) =>
      tell(`${rows.toLocaleString('en')} ${what} ${done}`);

  return {
    count,
    async *each(done, rows) {
      const onRow = count(done);
      let passed = 0;
      for await (const row of rows) {
        passed += 1;
        onRow(passed);
        yield row;
      }
    },
    end() {
      if (isOpen) out.write('\r\u001b[K');
      isOpen = false;
    },
  };
}
