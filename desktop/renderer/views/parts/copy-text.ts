/**
 * Puts the text on the clipboard. A page over plain HTTP has no `navigator.clipboard`, and one without
 * the focus is refused: there the text is copied from a field, as a user would.
 *
 * @returns whether it is there
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Undefined where the page is no secure context, whatever its type says.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text);
  }
}

function copyFromField(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  field.readOnly = true;
  // What is copied is what is laid out: else several blanks become one.
  field.style.whiteSpace = 'pre';
  // Outside of an open dialog nothing can have the focus.
  (before?.closest('dialog') ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return isDone;
}
