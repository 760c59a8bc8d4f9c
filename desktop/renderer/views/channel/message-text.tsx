import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { fold } from './fold.ts';
import { Markdown } from './markdown.tsx';
import type { RowProps } from './props.ts';

/** The text of a message, a very long one folded. */
export function MessageText(props: RowProps & { body: string }) {
  const { preferences, message, body } = props;
  const { t, formatMoment } = preferences;
  const [isWhole, setWhole] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const folded = useMemo(() => fold(body), [body]);
  const isFolded = folded !== undefined && !isWhole;
  const isEdited = message.editedAt !== null;

  // The button is at the message's end. Who unfolds the message reads on from where they are, and who
  // folds it again may be far below what is left of it.
  useLayoutEffect(() => {
    const { current } = button;
    if (current === null || document.activeElement !== current) return;
    if (isWhole) current.closest<HTMLElement>('.row')?.focus({ preventScroll: true });
    else current.scrollIntoView({ block: 'nearest' });
  }, [isWhole]);

  function toggle(): void {
    props.onUnfold();
    setWhole(!isWhole);
  }

  return (
    <>
      <Markdown
        store={props.store}
        preferences={preferences}
        text={isFolded ? folded.beginning : body}
        byName={props.byName}
        me={props.me}
        isEdited={isEdited}
      />
      {isEdited && (
        <span class="edited">
          {t('chat.edited')}{' '}
          {/* Seen while the pointer or the focus is on it or the message, and always read aloud. */}
          <time class="edited-on" dateTime={message.editedAt ?? ''}>
            {t('chat.edited-on', { moment: formatMoment(message.editedAt ?? '') })}
          </time>
        </span>
      )}
      {folded !== undefined && (
        <button
          ref={button}
          type="button"
          class="link unfold"
          aria-expanded={isWhole}
          tabIndex={-1}
          onClick={toggle}
        >
          {isWhole ? t('chat.fold') : t('chat.unfold', { count: folded.rest })}
        </button>
      )}
    </>
  );
}
