/** How far from the top of the view the line «new» is, when a channel opens there. */
const LINE_AT = 0.2;

/** Scrolls to the line above the first unread message. False where there is none. */
export function showLine(list: HTMLElement): boolean {
  const line = list.querySelector('.new-line');
  if (line === null) return false;
  const offset = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
  list.scrollTop += offset - list.clientHeight * LINE_AT;
  return true;
}

/** Scrolls the message to the middle and highlights it. False if it is not on the page. */
export function showRow(list: HTMLElement, seq: number): boolean {
  const row = list.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  if (row === null) return false;
  row.scrollIntoView({ block: 'center' });
  row.focus({ preventScroll: true });
  row.toggleAttribute('data-found', true);
  row.addEventListener('animationend', () => row.removeAttribute('data-found'), { once: true });
  return true;
}
