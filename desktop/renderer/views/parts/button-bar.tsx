import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * A toolbar as the ARIA practices have it: its buttons are one stop of the Tab key, and the arrows, Home
 * and End go from one to the next. One of them may have a menu. The elements are changed directly, so that any buttons can be in it.
 */
export function ButtonBar({
  class: extra,
  label,
  place,
  first = 'button',
  children,
}: {
  class: string;
  label: string;
  /** Gets its element. */
  place?: RefObject<HTMLDivElement | null>;
  /** A selector of the button to which the Tab key leads at first. */
  first?: string;
  children: ComponentChildren;
}) {
  const own = useRef<HTMLDivElement>(null);
  const bar = place ?? own;
  const stop = useRef<HTMLButtonElement>(undefined);
  const buttons = () => [
    ...(bar.current?.querySelectorAll<HTMLButtonElement>('button:not([role=menuitem])') ?? []),
  ];

  function setStop(wanted: HTMLButtonElement | undefined): void {
    const all = buttons();
    stop.current =
      wanted !== undefined && all.includes(wanted)
        ? wanted
        : (all.find((one) => one.matches(first)) ?? all[0]);
    for (const button of all) {
      const tabIndex = button === stop.current ? 0 : -1;
      // To the browser, writing the same value is a change too.
      if (button.tabIndex !== tabIndex) button.tabIndex = tabIndex;
    }
  }
  useLayoutEffect(() => setStop(stop.current));

  function onKeyDown(event: KeyboardEvent): void {
    const all = buttons();
    const at = stop.current === undefined ? 0 : all.indexOf(stop.current);
    const to = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to === undefined || event.altKey) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  }

  return (
    <div
      ref={bar}
      class={extra}
      role="toolbar"
      aria-label={label}
      onKeyDown={onKeyDown}
      onFocusIn={({ target }) => target instanceof HTMLButtonElement && setStop(target)}
    >
      {children}
    </div>
  );
}
