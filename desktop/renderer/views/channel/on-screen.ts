/** The messages that are on the screen, by `seq`. */
export interface OnScreen {
  /** The first that is at least partly in sight. */
  first: number;
  /** The last whose end is in sight. */
  last: number;
}

/** Undefined where no end of a message is in sight. */
export function onScreen(list: HTMLElement): OnScreen | undefined {
  const rows = [...list.querySelectorAll<HTMLElement>('.row[data-seq]')];
  const { top, bottom } = list.getBoundingClientRect();
  // Half a pixel, since positions are fractions where the page is zoomed.
  const first = rows[firstIndex(rows, (row) => row.getBoundingClientRect().bottom > top + 0.5)];
  const end = firstIndex(rows, (row) => row.getBoundingClientRect().bottom > bottom + 0.5);
  const last = rows[end - 1];
  if (first === undefined || last === undefined) return undefined;
  const seen = { first: Number(first.dataset['seq']), last: Number(last.dataset['seq']) };
  return seen.first <= seen.last ? seen : undefined;
}

/** The index of the first row for which `holds`, which holds for all that follow it. */
function firstIndex(rows: readonly HTMLElement[], holds: (row: HTMLElement) => boolean): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = rows[middle];
    if (row !== undefined && holds(row)) to = middle;
    else from = middle + 1;
  }
  return from;
}
