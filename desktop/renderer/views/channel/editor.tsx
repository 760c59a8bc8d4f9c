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
    const field = input.current;
    if (field === null) return;
    grow(field);
    field.focus();
    field.setSelectionRange(body.length, body.length);
    field.closest('.row')?.scrollIntoView({ block: 'nearest' });
  }, []);

  async function save(): Promise<void> {
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
      event.preventDefault();
      void save();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onEdit(undefined);
    }
  }

  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
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
