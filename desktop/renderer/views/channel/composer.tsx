import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import { plainText } from '../../state/plain-text.ts';
import { titleOf } from '../../state/select.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import { askIfMany } from './ask-if-many.ts';
import { COMPLETION_LIST, CompletionList, completionId } from './completion-list.tsx';
import { grow } from './grow.ts';
import type { ChannelProps } from './props.ts';
import { useCompletion } from './use-completion.ts';

type ComposerProps = ChannelProps & {
  replyTo: Message | undefined;
  onReplied(): void;
  onEditLast(): void;
};

/** The field for new messages. It grows with the text, and keeps a draft for each channel. */
export function Composer(props: ComposerProps) {
  const { store, preferences, state, channel, replyTo, onReplied, onEditLast } = props;
  const { t } = preferences;
  const { input, keep } = useDraft(props);
  const completion = useCompletion(state);
  const to = t('chat.compose', { kind: channel.kind, channel: titleOf(state, channel) });
  const isCompleting = completion.people.length > 0;

  function send(event: Event): void {
    event.preventDefault();
    const field = input.current;
    const text = field?.value.trim() ?? '';
    if (field === null || text === '') return;
    askIfMany(props, text, () => {
      // A second Enter has sent it meanwhile, or the user has gone to another draft: it stays one.
      if (field.value.trim() !== text) return;
      store.post(channel.id, text, replyTo?.id ?? null);
      field.value = '';
      keep('');
      grow(field);
      onReplied();
    });
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
    // An Enter that ends an input method's composition does not send.
    if (event.isComposing || completion.onKey(event, event.currentTarget)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      send(event);
    } else if (event.key === 'Escape' && replyTo !== undefined) {
      event.preventDefault();
      onReplied();
    } else if (event.key === 'ArrowUp' && !event.altKey && event.currentTarget.value === '') {
      event.preventDefault();
      onEditLast();
    }
  }

  return (
    <form class="composer" aria-label={t('chat.compose-region')} onSubmit={send}>
      {isCompleting && (
        <CompletionList
          {...props}
          {...completion}
          onChoose={(user) => input.current && completion.accept(user, input.current)}
        />
      )}
      {replyTo && <Replying {...props} replyTo={replyTo} />}
      <div class="compose-row">
        <textarea
          ref={input}
          rows={1}
          maxLength={8000}
          aria-label={to}
          aria-autocomplete="list"
          aria-controls={isCompleting ? COMPLETION_LIST : undefined}
          aria-activedescendant={isCompleting ? completionId(completion.chosen) : undefined}
          placeholder={to}
          onKeyDown={onKeyDown}
          onBlur={completion.close}
          onSelect={(event) => completion.look(event.currentTarget)}
          onInput={(event) => {
            grow(event.currentTarget);
            completion.look(event.currentTarget);
            keep(event.currentTarget.value);
          }}
        />
        <button type="submit" class="icon send" aria-label={t('chat.send')} title={t('chat.send')}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** The field, with the channel's draft in it, and how to keep what is typed. */
function useDraft({ store: { keeper }, state, channel }: ChannelProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const draft = `draft.${state.me.id}.${channel.id}`;
  useEffect(() => {
    const field = input.current;
    if (field === null) return;
    const kept = keeper.read(draft);
    field.value = typeof kept === 'string' ? kept : '';
    grow(field);
    field.focus();
  }, [draft]);
  return { input, keep: (text: string) => keeper.write(draft, text || undefined) };
}

/** The message that is replied to, with a button to cancel the reply. */
function Replying({
  preferences: { t },
  state,
  replyTo,
  onReplied,
}: ComposerProps & { replyTo: Message }) {
  const name = state.names.get(replyTo.authorId) ?? t('chat.unknown-user');
  return (
    <p class="replying">
      <Icon name="reply" />
      <span class="title">
        <strong>{t('chat.replying-to', { name })}</strong> {plainText(replyTo.body ?? '', 120)}
      </span>
      <IconButton name="close" label={t('chat.cancel')} onClick={onReplied} />
    </p>
  );
}
