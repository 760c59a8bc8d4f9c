/** The least distance of what floats from the window's edges and from its anchor, in pixels. */
const MARGIN_PX = 8;
const GAP_PX = 4;

/**
 * Shows a popover over everything, so that no scrolling box around its anchor cuts it off: below the
 * anchor and from its left edge on, or, where there is no room, above it and up to its right edge.
 */
export function floatBeside(floating: HTMLElement, anchor: Element): void {
  floating.showPopover();
  const place = anchor.getBoundingClientRect();
  const { width, height } = floating.getBoundingClientRect();
  const room = { width: document.documentElement.clientWidth, height: window.innerHeight };
  const below = place.bottom + GAP_PX;
  const fits = below + height <= room.height - MARGIN_PX;
  const top = fits ? below : place.top - GAP_PX - height;
  const fitsBeside = place.left + width <= room.width - MARGIN_PX;
  const left = fitsBeside ? place.left : place.right - width;
  const within = (at: number, size: number, all: number) =>
    Math.max(MARGIN_PX, Math.min(at, all - size - MARGIN_PX));
  floating.style.top = `${within(top, height, room.height)}px`;
  floating.style.left = `${within(left, width, room.width)}px`;
}
