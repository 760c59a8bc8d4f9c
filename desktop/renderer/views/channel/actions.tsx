import { useRef, useState } from 'preact/hooks';
import { ButtonBar } from '../parts/button-bar.tsx';
import { copyText } from '../parts/copy-text.ts';
import { IconButton } from '../parts/icon.tsx';
import type { RowProps } from './props.ts';
import { useFocusOnward } from './use-focus-onward.ts';

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

  // They go when the message is deleted.
  useFocusOnward(actions);

  const copy = (what: 'text' | 'link', text: string) =>
    void copyText(text).then((isDone) => isDone && setCopied(what));

  const { channelId, seq } = message;
  const markUnread = () =>
    store.markUnread(channelId, seq).then(
      () => setUnreadRefused(false),
      () => setUnreadRefused(true),
    );

  return (
    <ButtonBar class="row-actions" label={t('chat.actions')} place={actions}>
      {!isReadOnly && (
        <IconButton name="reply" label={t('chat.reply')} onClick={() => onReply(message)} />
      )}
      {message.parentId === null && (
        <IconButton
          name="thread"
          label={t('thread.open')}
          onClick={() => store.openThread(message)}
        />
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
    </ButtonBar>
  );
}
