/** In the lists of the sidebar the arrows, Home and End go from one channel to the next. */
export function onPlaceKey(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const places = [...event.currentTarget.querySelectorAll<HTMLElement>('.place')];
  const at = event.target instanceof HTMLElement ? places.indexOf(event.target) : -1;
  if (at < 0 || event.altKey) return;
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: places.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  places[next]?.focus();
}
