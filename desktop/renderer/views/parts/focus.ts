/** As a `ref`: begins here. A dialog that opens chooses by `autofocus` instead. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}

/** To where one writes, which is the place to be when nothing else is going on. */
export function focusComposer(): void {
  document.querySelector<HTMLElement>('.composer textarea')?.focus();
}
