import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { focusComposer } from '../parts/focus.ts';
import { isComposing } from '../parts/is-composing.ts';
import type { Props } from '../props.ts';

/**
 * In a narrow window the sidebar is a drawer over the rest: Escape, the backdrop or a choice closes
 * it, and the rest is out of reach while it is open (see Chat). In a wide window it is always shown.
 */
export function Drawer({
  store,
  preferences: { t },
  children,
}: Props & { children: ComponentChildren }) {
  const drawer = useRef<HTMLElement>(null);
  const isOpen = store.isSidebarOpen.value;
  const close = () => {
    store.isSidebarOpen.value = false;
  };

  useEffect(() => {
    if (!isOpen) return;
    drawer.current?.querySelector<HTMLElement>('[aria-current=page], button')?.focus();
    return () => {
      if (store.pane.value === undefined) focusComposer();
    };
  }, [isOpen]);

  return (
    <>
      {isOpen && (
        <button
          type="button"
          class="backdrop"
          tabIndex={-1}
          aria-label={t('nav.close')}
          onClick={close}
        />
      )}
      <aside
        ref={drawer}
        class={isOpen ? 'sidebar open' : 'sidebar'}
        aria-label={t('nav.sidebar')}
        onKeyDown={(event) => event.key === 'Escape' && !isComposing(event) && isOpen && close()}
      >
        {children}
      </aside>
    </>
  );
}
