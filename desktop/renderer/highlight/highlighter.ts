import type { Runs } from './runs.ts';

/** About 2 ms of work, and of elements to draw. The code after that has no colours. */
const MOST_CHARACTERS = 2_000;
/** Code for which a language needs longer, in milliseconds, may be meant to freeze the page. */
const SLOW_MS = 20;

/** Cuts code where its colour changes; undefined where the language has no colours. */
export type Highlight = (code: string, language: string) => Promise<Runs | undefined>;

/**
 * Colours code when the page has nothing else to do. The languages are loaded with the first code that
 * names one. A language that was slow once has no colours until the page is loaded again.
 */
export function createHighlight(): Highlight {
  const slow = new Set<string>();
  return async (code, language) => {
    const { colour } = await import('./colour.ts');
    // The first call prepares the language, which takes longer than most code.
    await idle();
    colour('', language);
    await idle();
    if (slow.has(language)) return undefined;
    const start = performance.now();
    const runs = colour(code.slice(0, MOST_CHARACTERS), language);
    if (performance.now() - start > SLOW_MS) slow.add(language);
    return runs && [...runs, ['plain', code.slice(MOST_CHARACTERS)]];
  };
}

const idle = () => new Promise((resolve) => requestIdleCallback(resolve));
