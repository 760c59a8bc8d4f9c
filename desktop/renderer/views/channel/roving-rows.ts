/**
 * Makes the focused message the only one that the Tab key reaches; the arrows go from it to its
 * neighbours. So three hundred messages with links and actions are one stop, and not thousands. The
 * elements are changed directly, since drawing two rows again for each step would be noticeable.
 */
export function onRovingFocus(list: HTMLElement, target: EventTarget | null): void {
  const row = target instanceof Element ? target.closest<HTMLElement>('.row') : null;
  if (row === null) return;
  setInner(row, 0);
  moveStop(list, row);
}

/**
 * What is in a message is a stop only while the focus is in it, so that Shift and Tab lead to the
 * message and not to the last link in it.
 */
export function onRovingBlur({ target, relatedTarget }: FocusEvent): void {
  const row = target instanceof Element ? target.closest('.row') : null;
  const isInside = relatedTarget instanceof Node && row?.contains(relatedTarget);
  if (row !== null && !isInside) setInner(row, -1);
}

/**
 * Ensures, after the messages have changed, that the Tab key reaches one of them: that with the focus,
 * else the newest.
 *
 * @param hasNewer there are newer messages than these; any of them is the stop then, since it would
 * move with each page that is read
 */
export function keepRovingStop(list: HTMLElement, hasNewer: boolean): void {
  const stop = list.querySelector('[data-row-stop]');
  if (stop !== null && (hasNewer || stop.contains(document.activeElement))) return;
  const last = [...list.querySelectorAll<HTMLElement>('.row')].at(-1);
  if (last !== undefined) moveStop(list, last);
}

export function onRovingKey(event: KeyboardEvent): void {
  const row = event.target;
  if (!(row instanceof HTMLElement) || !row.matches('.row') || event.altKey) return;
  const rows = [...(row.closest('.timeline')?.querySelectorAll<HTMLElement>('.row') ?? [])];
  const at = rows.indexOf(row);
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  rows[next]?.focus();
}

function moveStop(list: HTMLElement, row: HTMLElement): void {
  for (const before of list.querySelectorAll<HTMLElement>('[data-row-stop]'))
    setStop(before, false);
  setStop(row, true);
}

function setStop(row: HTMLElement, isStop: boolean): void {
  row.tabIndex = isStop ? 0 : -1;
  row.toggleAttribute('data-row-stop', isStop);
}

const INNER =
  'a[href], .quote, .unfold, .thread-line, .code-tools button, .who, button.mention, .reaction, .file-stop';

function setInner(row: Element, tabIndex: 0 | -1): void {
  for (const stop of row.querySelectorAll<HTMLElement>(INNER)) stop.tabIndex = tabIndex;
}
