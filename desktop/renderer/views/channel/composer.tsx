import { useEffect, useRef, useState } from 'preact/hooks';
import { MOST_FILES } from '../../../../api/files/contract.ts';
import { attachedTo } from '../../state/attaching.ts';
import { type Length, lengthOf, sendable } from '../../state/sendable.ts';
import type { OutgoingPost } from '../../state/state.ts';
import { AttachButton } from '../attach/attach-button.tsx';
import { Tray } from '../attach/tray.tsx';
import type { Attaching } from '../attach/use-attaching.ts';
import { codeText } from '../faults.ts';
import { Icon } from '../parts/icon.tsx';
import { shownTitle } from '../title.ts';
import { askIfMany } from './ask-if-many.ts';
import { changeText, setText } from './change-text.ts';
import type { Drafts } from './drafts.ts';
import { grow } from './grow.ts';
import type { ChannelProps } from './props.ts';
import { Replying, useSource } from './replying.tsx';
import { TypingLine } from './typing-line.tsx';
import { useRefused } from './use-refused.ts';
import { WritingField } from './writing-field.tsx';

type ComposerProps = ChannelProps & {
  drafts: Drafts;
  attaching: Attaching;
  replyToId: string | undefined;
  onReplyTo(id: string | undefined): void;
  onEditLast(): void;
};

/** Where new messages are written, with their files. What is begun is kept, for each channel. */
export function Composer(props: ComposerProps) {
  const { store, preferences, state, channel, drafts, attaching } = props;
  const { replyToId, onReplyTo, onEditLast } = props;
  const { uploads, note, say, attach } = attaching;
  const { t } = preferences;
  const input = useRef<HTMLTextAreaElement>(null);
  const [start] = useState(drafts.text);
  const [length, setLength] = useState<Length | undefined>(() => lengthOf(start));
  const source = useSource(store, state, channel.id, replyToId);
  const [refusal, forgetRefusal] = useRefused(
    props,
    () => input.current?.value === '' && uploads.length === 0,
    (post) => input.current && putBack(post, input.current),
  );
  const to = t('chat.compose', {
    kind: channel.kind,
    channel: shownTitle(preferences, state, channel),
  });
  const isTooLong = length !== undefined && length.over > 0;
  useEffect(() => {
    if (input.current === null) return;
    grow(input.current);
    // Whoever searches goes on with that.
    if (document.activeElement?.closest('.search-field') == null) input.current.focus();
  }, []);

  function send(event: Event): void {
    event.preventDefault();
    const field = input.current;
    const text = sendable(field?.value ?? '');
    if (field === null || isTooLong || (text === '' && uploads.length === 0)) return;
    const hindrance = hindranceIn(uploads);
    if (hindrance !== undefined) {
      say(hindrance);
      return;
    }
    askIfMany(props, text, () => {
      // A second Enter has sent it meanwhile, or the user has gone to another draft: it stays one.
      if (sendable(field.value) !== text) return;
      const now = store.state.peek();
      const ids = now === undefined ? [] : attachedTo(now, channel.id).map(({ id }) => id);
      // A reply to a message that was deleted is one, as it would be had the message gone later.
      store.post(channel.id, text, source === null ? null : (replyToId ?? null), ids);
      setText(field, '');
      onReplyTo(undefined);
    });
  }

  /** Why files cannot be sent as they are attached. */
  function hindranceIn(all: typeof uploads): string | undefined {
    if (all.some(({ status }) => status === 'failed')) return t('attach.some-failed');
    const count = all.length - MOST_FILES;
    return count > 0 ? t('attach.over', { most: MOST_FILES, count }) : undefined;
  }

  /** A text that is longer than a message takes becomes a file; Ctrl+Z has it back. */
  function sendAsFile(): void {
    const field = input.current;
    if (field === null) return;
    const file = new File([field.value], t('attach.text-name'), { type: 'text/plain' });
    if (!attach({ files: [file] })) return;
    changeText(field, { from: 0, to: field.value.length, insert: '', select: [0, 0] });
  }

  function putBack(post: OutgoingPost, field: HTMLTextAreaElement): void {
    const texts = [post.body, field.value].filter((text) => text !== '');
    setText(field, texts.join('\n'));
    if (replyToId === undefined && post.replyToId !== null) onReplyTo(post.replyToId);
    field.focus();
  }

  function onKey(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
    if (event.key === 'Escape' && replyToId !== undefined) {
      event.preventDefault();
      onReplyTo(undefined);
    } else if (event.key === 'ArrowUp' && !event.altKey && event.currentTarget.value === '') {
      event.preventDefault();
      onEditLast();
    }
  }

  return (
    <form class="composer" aria-label={t('chat.compose-region')} onSubmit={send}>
      {replyToId !== undefined && (
        <Replying {...props} source={source} onCancel={() => onReplyTo(undefined)} />
      )}
      {refusal !== undefined && (
        <p class="fault" role="alert">
          {t('chat.failed', { detail: codeText(t, refusal) })}
        </p>
      )}
      {note !== undefined && (
        <p class="fault" role="alert">
          {note}
        </p>
      )}
      <WritingField
        {...props}
        field={input}
        label={to}
        placeholder={to}
        start={start}
        length={length}
        onSend={send}
        onKey={onKey}
        onText={(text) => {
          drafts.keepText(text);
          store.signTyping(channel.id, text);
          setLength(lengthOf(text));
          forgetRefusal();
          say(undefined);
        }}
        above={
          <Tray
            store={store}
            preferences={preferences}
            uploads={uploads}
            isOffline={state.connection.kind === 'reconnecting'}
          />
        }
        tools={<AttachButton onFiles={attach} />}
      >
        {isTooLong && (
          <button type="button" class="link as-file" onClick={sendAsFile}>
            {t('attach.text-as-file')}
          </button>
        )}
        <button
          type="submit"
          class="icon send"
          aria-label={t('chat.send')}
          title={t('chat.send')}
          disabled={isTooLong}
        >
          <Icon name="send" />
        </button>
      </WritingField>
      <TypingLine {...props} />
    </form>
  );
}
