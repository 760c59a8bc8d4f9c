import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RowProps } from './props.ts';

/** What is shown of a deleted message: for a while, how to have it back. */
export function Gone(props: RowProps & { hadFocus: boolean }) {
  const { deletion } = props;
  const { t } = props.preferences;
  if (deletion === 'held') return <Undo {...props} />;
  return <p class="gone">{t(deletion === 'waiting' ? 'chat.delete-waiting' : 'chat.deleted')}</p>;
}

function Undo({ store, preferences: { t }, message, hadFocus }: RowProps & { hadFocus: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  // The menu that had the focus is gone, and when this goes it gives the focus back to the message.
  useLayoutEffect(() => {
    const { current } = button;
    const row = current?.closest<HTMLElement>('.row');
    if (hadFocus) row?.focus({ preventScroll: true });
    return () => {
      if (current === document.activeElement) row?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <p class="gone">
      {t('chat.delete-held')} ·{' '}
      <button
        ref={button}
        type="button"
        class="link undo"
        onClick={() => store.undoDeletion(message.id)}
      >
        {t('chat.undo')}
      </button>
    </p>
  );
}
