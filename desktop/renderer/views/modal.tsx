import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Preferences } from '../preferences.ts';
import { IconButton } from './icon.tsx';

/** A dialog: keeps the focus, closes with Escape, and gives the focus back. */
export function Modal({
  title,
  t,
  onClose,
  children,
}: {
  title: string;
  t: Preferences['t'];
  onClose(): void;
  children: ComponentChildren;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class="modal" aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <IconButton name="close" label={t('nav.close')} onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}
