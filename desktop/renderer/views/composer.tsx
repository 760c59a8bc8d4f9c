import { useEffect, useRef } from 'preact/hooks';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { titleOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import type { Props } from './props.ts';

type ComposerProps = Props & {
  state: State;
  channel: ListedChannel;
  replyTo: Message | undefined;
  onReplied(): void;
  onEditLast(): void;
};

/** Where one writes. It grows with the text, and keeps a draft of each channel. */
export function Composer({
  store,
  preferences: { t },
  state,
  channel,
  replyTo,
  onReplied,
  onEditLast,
}: ComposerProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const draft = `draft.${state.me.id}.${channel.id}`;
  const to = titleOf(state, channel);

  useEffect(() => {
    const field = input.current;
    if (field === null) return;
    const kept = store.keeper.read(draft);
    field.value = typeof kept === 'string' ? kept : '';
    grow(field);
    field.focus();
  }, [draft]);
  useEffect(() => input.current?.focus(), [replyTo]);

  function send(): void {
    const field = input.current;
    if (field === null || field.value.trim() === '') return;
    store.post(channel.id, field.value.trim(), replyTo?.id ?? null);
    field.value = '';
    store.keeper.write(draft, undefined);
    grow(field);
    onReplied();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Enter that ends the composition of a character is not meant for sending.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && replyTo !== undefined) {
      event.stopPropagation();
      onReplied();
    } else if (event.key === 'ArrowUp' && input.current?.value === '') {
      event.preventDefault();
      onEditLast();
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {replyTo && (
        <p class="replying">
          <span>
            {t('chat.replying-to', {
              name: state.users.get(replyTo.authorId)?.displayName ?? t('chat.unknown-user'),
            })}
            : {replyTo.body?.slice(0, 120)}
          </span>
          <button type="button" class="button small" onClick={onReplied}>
            {t('chat.cancel')}
          </button>
        </p>
      )}
      <div class="compose-row">
        <textarea
          ref={input}
          rows={1}
          maxLength={8000}
          aria-label={t('chat.compose', { channel: to })}
          placeholder={t('chat.compose', { channel: to })}
          onKeyDown={onKeyDown}
          onInput={(event) => {
            grow(event.currentTarget);
            store.keeper.write(draft, event.currentTarget.value || undefined);
          }}
        />
        <button type="submit" class="button primary">
          {t('chat.send')}
        </button>
      </div>
    </form>
  );
}

/** As high as its text, up to a third of the window; the style sheet sets that bound. */
function grow(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
