import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../live/api.ts';
import { type Length, lengthOf, sendable } from '../../state/sendable.ts';
import { Fault } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';
import { askIfMany } from './ask-if-many.ts';
import { draftsOf } from './drafts.ts';
import { grow } from './grow.ts';
import type { RowProps } from './props.ts';
import { WritingField } from './writing-field.tsx';

/** Edits the user's own message in its place. */
export function Editor(props: RowProps & { body: string }) {
  const { preferences, store, message, body, me, onEdit } = props;
  const { t } = preferences;
  const input = useRef<HTMLTextAreaElement>(null);
  const drafts = draftsOf(store.keeper, me.id, message.channelId);
  const [begun] = useState(() => {
    const edit = drafts.edit();
    return edit?.id === message.id ? edit.text : undefined;
  });
  const [length, setLength] = useState<Length | undefined>(() => lengthOf(begun ?? body));
  const isTooLong = length !== undefined && length.over > 0;
  const attempt = useAttempt(t);
  // At once: the next key would otherwise go to the composer.
  useLayoutEffect(() => {
    if (input.current === null) return;
    if (begun === undefined) beginAtEnd(input.current);
    else grow(input.current);
  }, []);

  const state = store.state.value;
  const channel = state?.channels.get(message.channelId);
  if (state === undefined || channel === undefined) return null;
  const place = { store, preferences, state, channel };

  function save(event: Event): void {
    event.preventDefault();
    const text = sendable(input.current?.value ?? '');
    if ((text === '' && message.files.length === 0) || isTooLong) return;
    askIfMany(place, text, () => void change(text), body);
  }

  async function change(text: string): Promise<void> {
    const isDone = await attempt.run(async () => {
      if (text === body) return;
      const data = await api.editMessage(message.id, text);
      store.dispatch({ type: 'event', event: { event: 'message.updated', data }, id: undefined });
    });
    if (isDone) onEdit(undefined);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onEdit(undefined);
  }

  return (
    <form class="editor" onSubmit={save}>
      <WritingField
        {...props}
        state={state}
        field={input}
        label={t('chat.edit')}
        start={begun ?? body}
        length={length}
        onSend={save}
        onKey={onKey}
        onText={(text) => {
          drafts.keepEdit({ id: message.id, text });
          setLength(lengthOf(text));
        }}
      />
      <Fault text={attempt.fault ?? attempt.faultAt('body')} />
      <div class="actions">
        <button type="submit" class="button small primary" disabled={attempt.isBusy || isTooLong}>
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
