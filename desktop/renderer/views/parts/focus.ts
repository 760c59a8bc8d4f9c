/** As a `ref`: begins here. A dialog that opens chooses by `autofocus` instead. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}

/** To where one writes, which is the place to be when nothing else is going on; else to the messages. */
export function focusComposer(): void {
  const place =
    document.querySelector<HTMLElement>('.composer textarea') ??
    document.querySelector<HTMLElement>('.row[data-row-stop]');
  place?.focus();
}
