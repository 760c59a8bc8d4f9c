import type { RefObject } from 'preact';
import type { Timeline } from '../../state/state.ts';
import type { Held } from './hold-top.ts';

/** Where the view is in the channel's history. */
export interface ScrollPlace {
  box: RefObject<HTMLDivElement | null>;
  isAtEnd: RefObject<boolean>;
  /** What is drawn of the history; undefined until it is loaded. */
  shown: RefObject<Timeline | undefined>;
  /** What stays where it is while older messages are added above. */
  held: RefObject<Held | undefined>;
}

/** Within this distance of the end, in pixels, the view counts as at the end. */
export const END_PX = 40;

/** How far the end is below the view, in pixels. */
export function below({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}
