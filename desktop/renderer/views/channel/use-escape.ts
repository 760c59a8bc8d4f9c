import { useEffect, useRef } from 'preact/hooks';
import type { Store } from '../../store.ts';
import { isComposing } from '../parts/is-composing.ts';

/** Calls `onEscape` for an Escape that nothing else has used, wherever the focus is. */
export function useEscape(store: Store, onEscape: () => void): void {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
      if (store.dialog.value !== undefined || store.isSidebarOpen.value) return;
      if (document.querySelector('dialog[open]') !== null) return;
      // A search field is emptied first.
      const { target } = event;
      if (target instanceof HTMLInputElement && target.type === 'search' && target.value) return;
      latest.current();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}
