/** As a `ref`: focuses the element when it appears. Dialogs use `autofocus` instead. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}

/** Focuses the composer, which is the default place, or the messages if there is no composer. */
export function focusComposer(): void {
  firstOf('.composer textarea', '.row[data-row-stop]')?.focus();
}

/** Focuses what is searched for, with all of it selected; where its pane only opens, that does. */
export function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('.pane input[data-first]');
  field?.focus();
  field?.select();
}

/** Goes on with an edit that has been begun; false if there is none on the page. */
export function focusEditor(): boolean {
  const editor = firstOf('.editor textarea');
  editor?.focus();
  return editor !== undefined;
}

/** The same as the composer, and where a page is open its heading. */
export function focusPlace(): void {
  firstOf('.composer textarea', '.row[data-row-stop]', '.page-head .page-title')?.focus();
}

/** Beside what has the focus, where a pane holds a conversation of its own; else on the page. */
function firstOf(...selectors: readonly string[]): HTMLElement | undefined {
  for (const near of [document.activeElement?.closest('.pane'), document]) {
    for (const selector of selectors) {
      const found = near?.querySelector<HTMLElement>(selector);
      if (found) return found;
    }
  }
  return undefined;
}

/** Gives the focus back to what had it, if that is gone to what it was in, else to the composer. */
export function giveBack(before: Element | null, around: Element | null = null): void {
  for (const place of [before, around]) {
    if (place instanceof HTMLElement && place !== document.body && place.checkVisibility()) {
      // The browser gives it back itself as a dialog closes, but without a caret: nothing could be typed.
      if (document.activeElement === place) place.blur();
      place.focus();
      return;
    }
  }
  focusComposer();
}
