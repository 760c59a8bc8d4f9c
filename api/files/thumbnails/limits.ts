/** A picture with more pixels is not drawn: it would take seconds and hundreds of megabytes. */
export const MOST_PIXELS = 50_000_000;
/** The longer side of a thumbnail at most. */
export const THUMBNAIL_PIXELS = 720;
