/** A row, and where it stands on the screen. */
export interface Held {
  row: Element;
  top: number;
}

/**
 * The first row, where the browser's scroll anchoring would let it move when older messages come
 * above: at the very top, where there is no anchoring, and where the first day is shown whole, since
 * the day itself is the anchor then, and grows from within.
 */
export function holdTop(list: HTMLElement | null): Held | undefined {
  const day = list?.querySelector('.day');
  const row = day?.querySelector('.row');
  if (list == null || day == null || row == null) return undefined;
  const [view, shown] = [list.getBoundingClientRect(), day.getBoundingClientRect()];
  const isWhole = shown.top >= view.top && shown.bottom <= view.bottom;
  if (list.scrollTop > 0 && !isWhole) return undefined;
  return { row, top: row.getBoundingClientRect().top };
}

/** Scrolls so that the row stands where it stood. */
export function keepTop(list: HTMLElement, { row, top }: Held): void {
  if (row.isConnected) list.scrollTop += row.getBoundingClientRect().top - top;
}
