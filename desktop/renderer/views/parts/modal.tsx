import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import { giveBack } from './focus.ts';
import { IconButton } from './icon.tsx';

export interface ModalProps {
  title: string;
  t: Preferences['t'];
  onClose(): void;
  children: ComponentChildren;
  /** `wide` is for what has lists and tabs, and keeps its height; `top` opens near the top. */
  size?: 'small' | 'medium' | 'wide' | 'top';
  /** Without a head: its first field says what it is. */
  isBare?: boolean;
}

/**
 * A dialog: keeps the focus, closes with Escape or a click beside it, and gives the focus back to
 * the element that had it, or to the composer if that element is gone.
 */
export function Modal({
  title,
  t,
  onClose,
  children,
  size = 'medium',
  isBare = false,
}: ModalProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // At once: the next key would otherwise go to the page behind the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    // The actions of a message are there only while it has the focus.
    const row = before?.closest('.row') ?? null;
    dialog.current?.showModal();
    // Once the dialog is gone, since until then nothing else can have the focus.
    return () => queueMicrotask(() => giveBack(before, row));
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`modal ${size}`}
      aria-labelledby={id}
      onClose={onClose}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div class="modal-frame">
        <div class={isBare ? 'unseen' : 'modal-head'}>
          <h2 id={id}>{title}</h2>
          {!isBare && <IconButton name="close" label={t('nav.close')} onClick={onClose} />}
        </div>
        <div class="modal-body">{children}</div>
      </div>
    </dialog>
  );
}
