import { lineOf } from '../../state/plain-text.ts';
import type { RowProps } from './props.ts';

const MOST_SHOWN = 160;

/** The message that is replied to, as a line that jumps there. */
export function Quote({ preferences: { t }, quoted, quotedAuthorName, onJump }: RowProps) {
  if (quoted === undefined) return <p class="quote">…</p>;
  if (quoted === null) return <p class="quote">{t('chat.quote-unknown')}</p>;
  const name = quotedAuthorName ?? t('chat.unknown-user');
  return (
    <button
      type="button"
      class="quote"
      tabIndex={-1}
      title={t('chat.quote', { name })}
      onClick={() => onJump(quoted.seq)}
    >
      <strong>{name}</strong>{' '}
      {quoted.body === null ? t('chat.deleted') : lineOf(quoted, MOST_SHOWN)}
    </button>
  );
}
