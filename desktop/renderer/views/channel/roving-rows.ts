/**
 * Makes the focused message the only one that the Tab key reaches; the arrows go from it to its
 * neighbours. So three hundred messages with links and actions are one stop, and not thousands. The
 * elements are changed directly, since drawing two rows again for each step would be noticeable.
 */
export function onRovingFocus(list: HTMLElement, target: EventTarget | null): void {
  const row = target instanceof Element ? target.closest<HTMLElement>('.row') : null;
  if (row === null) return;
  setNames(row, 0);
  if (row.tabIndex === 0) return;
  for (const before of list.querySelectorAll('[data-row-stop]')) setStops(before, -1);
  setStops(row, 0);
}

/**
 * Names in a message are stops only while the focus is in it, so that Shift and Tab lead to the message
 * and not to the last name in it.
 */
export function onRovingBlur({ target, relatedTarget }: FocusEvent): void {
  const row = target instanceof Element ? target.closest('.row') : null;
  const isInside = relatedTarget instanceof Node && row?.contains(relatedTarget);
  if (row !== null && !isInside) setNames(row, -1);
}

/** Ensures, after the messages have changed, that the Tab key reaches one of them. */
export function keepRovingStop(list: HTMLElement): void {
  if (list.querySelector('[data-row-stop]') !== null) return;
  const last = [...list.querySelectorAll('.row')].at(-1);
  if (last !== undefined) setStops(last, 0);
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

/** Sets the tab index of the row, and of the links, the quote and the buttons in it. */
function setStops(row: Element, tabIndex: 0 | -1): void {
  if (row instanceof HTMLElement) {
    row.tabIndex = tabIndex;
    row.toggleAttribute('data-row-stop', tabIndex === 0);
  }
  for (const stop of row.querySelectorAll<HTMLElement>('a[href], .quote, .code-tools button')) {
    stop.tabIndex = tabIndex;
  }
}

function setNames(row: Element, tabIndex: 0 | -1): void {
  for (const name of row.querySelectorAll<HTMLElement>('.who, button.mention')) {
    name.tabIndex = tabIndex;
  }
}
