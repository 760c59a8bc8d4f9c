import { useLayoutEffect, useRef, useState } from 'preact/hooks';
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
  const [isCopied, setCopied] = useState(false);
  const actions = useRef<HTMLDivElement>(null);
  const isOwn = message.authorId === me.id;

  // When the actions go, as when the message is deleted, the composer takes over their focus.
  useLayoutEffect(() => {
    const { current } = actions;
    return () => {
      if (current?.contains(document.activeElement)) focusComposer();
    };
  }, []);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(body);
    setCopied(true);
  }

  return (
    <div ref={actions} class="row-actions">
      {!isReadOnly && (
        <IconButton name="reply" label={t('chat.reply')} onClick={() => onReply(message)} />
      )}
      {isOwn && !isReadOnly && (
        <IconButton name="edit" label={t('chat.edit')} onClick={() => onEdit(message.id)} />
      )}
      <IconButton
        name={isCopied ? 'check' : 'copy'}
        label={t(isCopied ? 'chat.copied' : 'chat.copy')}
        onClick={() => void copy()}
      />
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
