import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { copyText } from '../parts/copy-text.ts';
import { focusComposer } from '../parts/focus.ts';
import { IconButton } from '../parts/icon.tsx';
import type { RowProps } from './props.ts';

/** The actions of a message, on the row that has the pointer or the focus. */
export function Actions({
  store,
  preferences: { t },
  message,
  body,
  me,
  isReadOnly,
  onEdit,
  onReply,
}: RowProps & { body: string }) {
  const [copied, setCopied] = useState<'text' | 'link'>();
  const actions = useRef<HTMLDivElement>(null);
  const [isUnreadRefused, setUnreadRefused] = useState(false);
  const isOwn = message.authorId === me.id;

  // When the actions go, as when the message is deleted, the composer takes over their focus.
  useLayoutEffect(() => {
    const { current } = actions;
    return () => {
      if (current?.contains(document.activeElement)) focusComposer();
    };
  }, []);

  const copy = (what: 'text' | 'link', text: string) =>
    void copyText(text).then((isDone) => isDone && setCopied(what));

  const { channelId, seq } = message;
  const markUnread = () =>
    store.markUnread(channelId, seq).then(
      () => setUnreadRefused(false),
      () => setUnreadRefused(true),
    );

  return (
    <div ref={actions} class="row-actions">
      {!isReadOnly && (
        <IconButton name="reply" label={t('chat.reply')} onClick={() => onReply(message)} />
      )}
      {isOwn && !isReadOnly && (
        <IconButton name="edit" label={t('chat.edit')} onClick={() => onEdit(message.id)} />
      )}
      <IconButton
        name={copied === 'text' ? 'check' : 'copy'}
        label={t(copied === 'text' ? 'chat.copied' : 'chat.copy')}
        onClick={() => copy('text', body)}
      />
      <IconButton
        name={copied === 'link' ? 'check' : 'link'}
        label={t(copied === 'link' ? 'chat.link-copied' : 'chat.copy-link')}
        onClick={() => copy('link', store.linkTo({ kind: 'channel', channelId, seq }))}
      />
      {!isOwn && (
        <IconButton
          name={isUnreadRefused ? 'warning' : 'unread'}
          label={t(isUnreadRefused ? 'unread.refused' : 'unread.from-here')}
          onClick={() => void markUnread()}
        />
      )}
      {(isOwn || me.role === 'admin') && (
        <IconButton
          name="delete"
          label={t('chat.delete')}
          onClick={() => store.openDialog({ name: 'delete-message', message })}
        />
      )}
    </div>
  );
}
