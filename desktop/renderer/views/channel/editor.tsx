import { useEffect, useRef } from 'preact/hooks';
import { api } from '../../live/api.ts';
import { Fault } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';
import { grow } from './grow.ts';
import type { RowProps } from './props.ts';

/** Edits the user's own message in its place. */
export function Editor({
  preferences: { t },
  store,
  message,
  body,
  onEdit,
}: RowProps & { body: string }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const attempt = useAttempt(t);
  useEffect(() => {
    if (input.current !== null) beginAtEnd(input.current);
  }, []);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const text = input.current?.value.trim() ?? '';
    if (text === '') return;
    const isDone = await attempt.run(async () => {
      if (text === body) return;
      const data = await api.editMessage(message.id, text);
      store.dispatch({ type: 'event', event: { event: 'message.updated', data }, id: undefined });
    });
    if (isDone) onEdit(undefined);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      void save(event);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onEdit(undefined);
    }
  }

  return (
    <form class="editor" onSubmit={save}>
      <textarea
        ref={input}
        rows={1}
        defaultValue={body}
        maxLength={8000}
        aria-label={t('chat.edit')}
        onInput={(event) => grow(event.currentTarget)}
        onKeyDown={onKeyDown}
      />
      <Fault text={attempt.fault ?? attempt.faultAt('body')} />
      <div class="actions">
        <button type="submit" class="button small primary" disabled={attempt.isBusy}>
          {t('chat.save')}
        </button>
        <button type="button" class="button small" onClick={() => onEdit(undefined)}>
          {t('chat.cancel')}
        </button>
        <span class="hint">{t('chat.edit-keys')}</span>
      </div>
    </form>
  );
}

function beginAtEnd(field: HTMLTextAreaElement): void {
  grow(field);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.closest('.row')?.scrollIntoView({ block: 'nearest' });
}
