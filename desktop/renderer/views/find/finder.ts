import { rangesOf } from './ranges.ts';

/** Of how many hits which one is shown, counted from 1; 0 where there are none. */
export interface Found {
  at: number;
  count: number;
}

export type Finder = ReturnType<typeof createFinder>;

/** Finds words in the messages on the page, marks all hits and goes from one to the next. */
export function createFinder() {
  let wanted = '';
  let ranges: Range[] = [];
  let current: Range | undefined;

  function show(): Found {
    mark('found', ranges);
    mark('found-here', current === undefined ? [] : [current]);
    return { at: current === undefined ? 0 : ranges.indexOf(current) + 1, count: ranges.length };
  }

  function goTo(range: Range | undefined): Found {
    current = range;
    range?.startContainer.parentElement?.scrollIntoView({ block: 'center' });
    return show();
  }

  /** Messages may have come, gone or changed since. */
  function refresh(): Found {
    const before = current;
    ranges = rangesOf(wanted);
    current = before && (ranges.find((range) => isSame(range, before)) ?? ranges.at(-1));
    return show();
  }

  function isAhead(range: Range): boolean {
    if (current !== undefined) {
      return range.compareBoundaryPoints(Range.START_TO_START, current) >= 0;
    }
    const top = document.querySelector('.timeline')?.getBoundingClientRect().top ?? 0;
    return range.getBoundingClientRect().bottom > top;
  }

  return {
    /** Goes to the first hit from the last one on, or else in sight or below; or to the newest. */
    look(words: string): Found {
      wanted = words;
      ranges = rangesOf(wanted);
      return goTo(ranges.find(isAhead) ?? ranges.at(-1));
    },
    refresh,
    /** Goes on to the next hit or back to the one before, around the ends. */
    step(by: 1 | -1): Found {
      refresh();
      const at = current === undefined ? 0 : ranges.indexOf(current) + by;
      return goTo(ranges.at(at % ranges.length));
    },
    clear(): void {
      current = undefined;
      for (const name of ['found', 'found-here']) CSS.highlights.delete(name);
    },
  };
}

function mark(name: string, ranges: readonly Range[]): void {
  const highlight = new Highlight();
  for (const range of ranges) highlight.add(range);
  CSS.highlights.set(name, highlight);
}

function isSame(one: Range, other: Range): boolean {
  return one.startContainer === other.startContainer && one.startOffset === other.startOffset;
}
