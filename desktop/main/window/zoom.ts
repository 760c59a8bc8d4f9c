import type { WebContents } from 'electron';

/** Chromium's levels, each a fifth larger than the one before: from 48 % to 299 %. */
const LEAST = -4;
const MOST = 6;
const STEP = 0.5;

/** Makes the page larger or smaller. Chromium keeps the level for the next start. */
export function zoom(page: WebContents, way: 'in' | 'out'): void {
  const wanted = page.zoomLevel + (way === 'in' ? STEP : -STEP);
  page.zoomLevel = Math.min(MOST, Math.max(LEAST, wanted));
}
