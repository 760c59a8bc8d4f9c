/** The regions of the window in their order, and in each what gets the focus: the first that is there. */
const REGIONS: readonly { region: string; places: readonly string[] }[] = [
  { region: '.sidebar', places: ['.place[aria-current=page]', 'button'] },
  { region: '.timeline', places: ['.row[data-row-stop]'] },
  { region: '.composer', places: ['textarea'] },
  { region: '.pane', places: ['[role=tab][aria-selected=true]', 'input', 'button'] },
];

/** Focuses the next region, or the one before, around the ends. False where there is none. */
export function goToRegion(step: 1 | -1): boolean {
  const regions = REGIONS.flatMap(({ region, places }) => {
    const frame = document.querySelector<HTMLElement>(region);
    const place = places.map((one) => frame?.querySelector<HTMLElement>(one)).find(Boolean);
    // In a narrow window the sidebar is away, or covers the rest.
    const isThere =
      place?.checkVisibility({ visibilityProperty: true }) && !place.closest('[inert]');
    return frame && place && isThere ? [{ frame, place }] : [];
  });
  const at = regions.findIndex(({ frame }) => frame.contains(document.activeElement));
  const next = at < 0 && step === -1 ? regions.at(-1) : regions.at((at + step) % regions.length);
  next?.place.focus();
  return next !== undefined;
}
