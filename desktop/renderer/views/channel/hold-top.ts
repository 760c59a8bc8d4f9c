/** A row, and where it stands on the screen. */
export interface Held {
  row: Element;
  top: number;
}

/**
 * The first row, where the browser would not hold on to it while older ones come above: at the very
 * top, where it does no scroll anchoring, and where it would hold on to the first day, which the view
 * shows whole, and in which they come.
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
