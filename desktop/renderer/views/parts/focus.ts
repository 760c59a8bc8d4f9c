/** As a `ref`: focuses the element when it appears. Dialogs use `autofocus` instead. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}

/** Focuses the composer, which is the default place, or the messages if there is no composer. */
export function focusComposer(): void {
  const place =
    document.querySelector<HTMLElement>('.composer textarea') ??
    document.querySelector<HTMLElement>('.row[data-row-stop]');
  place?.focus();
}

/** Gives the focus back to what had it, or to the composer if that is gone. */
export function giveBack(before: Element | null): void {
  if (before instanceof HTMLElement && before !== document.body && before.checkVisibility()) {
    before.focus();
  } else {
    focusComposer();
  }
}
