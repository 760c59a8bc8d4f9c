import { useEffect, useRef } from 'preact/hooks';
import type { Store } from '../../store.ts';
import { emptiesField } from '../parts/empties-field.ts';
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
      if (emptiesField(event)) return;
      latest.current();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
}
