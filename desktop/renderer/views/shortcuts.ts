import type { Bridge } from '../../bridge.ts';
import { countsOf } from '../state/counts.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../store.ts';
import { focusSearch } from './parts/focus.ts';
import { inOrder, placesOf } from './places.ts';
import { goToRegion } from './regions.ts';

const WRITING = 'input, textarea, select, [contenteditable]';

/** Listens to the keys that work everywhere in the chat. Returns the function that stops it. */
export function onShortcuts(store: Store): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isCommand && event.key.toLowerCase() === 'k' && !event.defaultPrevented) {
      event.preventDefault();
      store.openDialog({ name: 'jump' });
    } else if (isCommand && event.key === '/') {
      event.preventDefault();
      store.openDialog({ name: 'shortcuts' });
    } else if (isCommand && isUndo(event) && store.dialog.value === undefined) {
      if (store.undoDeletion()) event.preventDefault();
    } else if (isCommand && event.key.toLowerCase() === 'f' && !isDialogOpen()) {
      if (!store.openSearch(event.shiftKey ? 'everywhere' : 'here')) return;
      event.preventDefault();
      focusSearch();
    } else if (event.key === 'F6' && !isCommand && store.dialog.value === undefined) {
      if (goToRegion(event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (window.workspace !== undefined && historyStep(event, window.workspace) !== 0) {
      event.preventDefault();
      history.go(historyStep(event, window.workspace));
    } else if (store.dialog.value === undefined && event.altKey) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const state = store.state.value;
      if (step === undefined || state === undefined) return;
      event.preventDefault();
      const next = neighbourOf(state, store.openChannelId.value, step, event.shiftKey);
      if (next !== undefined) store.openChannel(next);
    }
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

const isDialogOpen = () => document.querySelector('dialog[open]') !== null;

/** Not where it undoes what one has typed. */
function isUndo({ key, shiftKey, target }: KeyboardEvent): boolean {
  if (shiftKey || key.toLowerCase() !== 'z') return false;
  return !(target instanceof Element) || target.closest(WRITING) === null;
}

/** The step back or forward that the keys of browsers stand for, which Electron has not. */
function historyStep(event: KeyboardEvent, { platform }: Bridge): number {
  const { altKey, metaKey, ctrlKey, key } = event;
  if (platform === 'darwin') return metaKey && !altKey ? ({ '[': -1, ']': 1 }[key] ?? 0) : 0;
  return altKey && !ctrlKey ? ({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0) : 0;
}

/** The next channel up or down the list, around its ends; on request only among the unread. */
function neighbourOf(
  state: State,
  openId: string | undefined,
  step: number,
  isUnreadOnly: boolean,
): string | undefined {
  const all = inOrder(placesOf(state, openId));
  const at = Math.max(
    0,
    all.findIndex(({ id }) => id === openId),
  );
  for (let tried = 1; tried <= all.length; tried += 1) {
    const channel = all[(at + step * tried + all.length * all.length) % all.length];
    if (channel !== undefined && (!isUnreadOnly || countsOf(state, channel).messages > 0))
      return channel.id;
  }
  return undefined;
}
