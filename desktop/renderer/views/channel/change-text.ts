/** The text of a field and what is selected in it. */
export interface Selected {
  text: string;
  from: number;
  to: number;
}

/** Puts `insert` in place of what stands from `from` to `to`; then that is selected. */
export interface Change {
  from: number;
  to: number;
  insert: string;
  select: readonly [number, number];
}

export function selectedIn({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Selected {
  return { text: value, from: selectionStart, to: selectionEnd };
}

/** Begins what the list of suggestions goes on with; after a word it needs a blank. */
export function insertSign({ text, from, to }: Selected, sign: string): Change {
  const insert = /\S$/.test(text.slice(0, from)) ? ` ${sign}` : sign;
  const end = from + insert.length;
  return { from, to, insert, select: [end, end] };
}

/** Changes the text as typing would, so that Ctrl+Z takes it back. The field has the focus then. */
export function changeText(field: HTMLTextAreaElement, change: Change): void {
  const { from, to, insert, select } = change;
  field.focus();
  field.setSelectionRange(from, to);
  // Nothing else reaches the browser's list of what can be undone.
  const isDone =
    (insert === '' && from === to) ||
    document.execCommand(insert === '' ? 'delete' : 'insertText', false, insert);
  if (!isDone) {
    field.setRangeText(insert, from, to, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  field.setSelectionRange(...select);
}

/** Has the field hold this text, as when it is emptied; whoever listens to it is told. */
export function setText(field: HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
