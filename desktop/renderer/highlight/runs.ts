/** What the page has a colour for. */
export type Tone = 'word' | 'string' | 'value' | 'comment' | 'deletion' | 'plain';

/** Code in its order, cut where the colour changes. */
export type Runs = [Tone, string][];
