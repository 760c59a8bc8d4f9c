import { focusComposer } from './parts/focus.ts';

/** What takes letters itself: fields, menus and lists that go to what begins with a letter, dialogs. */
const TAKES_LETTERS =
  'input, textarea, select, [contenteditable], [role=menu], [role=listbox], search, dialog, [role=dialog]';

/**
 * Has what is typed go to the composer where nothing else takes it, as after a click on a message; beside
 * the search to its field.
 * Returns the function that stops it.
 */
export function onTyping(): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || !isLetter(event)) return;
    const { target } = event;
    if (!(target instanceof Element) || target.closest(TAKES_LETTERS) !== null) return;
    if (document.querySelector('dialog[open], [role=menu]') !== null) return;
    // A blank presses the button that has the focus, and scrolls the messages.
    if (event.key === ' ') return;
    // The letter follows the focus.
    const search = target.closest('.pane')?.querySelector<HTMLElement>('search input');
    if (search) search.focus();
    else focusComposer();
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

/** Whether the key writes something, also as the first of two, as ^ and e; AltGr counts as Ctrl and Alt. */
function isLetter(event: KeyboardEvent): boolean {
  const { key } = event;
  if (key !== 'Dead' && [...key].length !== 1) return false;
  if (event.metaKey) return false;
  return event.getModifierState('AltGraph') || !(event.ctrlKey || event.altKey);
}
