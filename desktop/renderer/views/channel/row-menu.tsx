import { useState } from 'preact/hooks';
import { api } from '../../live/api.ts';
import { mayDeleteFile } from '../../state/files.ts';
import { placeOfMessage } from '../../state/linked.ts';
import { copyText } from '../parts/copy-text.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { deleteFrom, mayDelete } from './delete-from.ts';
import type { ActionsProps } from './props.ts';

/** What is done with a message less often. */
export function RowMenu({ onSave, ...props }: ActionsProps & { onSave(): void }) {
  const { store, message, body, me, isReadOnly, isSaved } = props;
  const { t } = props.preferences;
  const [copied, setCopied] = useState<'text' | 'link'>();
  const { channelId, seq } = message;
  const isPinned = message.pinnedAt !== null;
  const isOwn = message.authorId === me.id;

  const copy = (what: 'text' | 'link', text: string) =>
    void copyText(text).then((isDone) => isDone && setCopied(what));
  const items: MenuItem[] = [
    ...(body === ''
      ? []
      : [{ label: t('chat.copy'), icon: 'copy', onChoose: () => copy('text', body) } as const]),
    {
      label: t('chat.copy-link'),
      icon: 'link',
      onChoose: () => copy('link', store.linkTo(placeOfMessage(message))),
    },
    {
      label: t(isSaved ? 'saved.remove' : 'saved.save'),
      icon: isSaved ? 'saved' : 'save',
      onChoose: onSave,
    },
  ];
  // A thread is short, and its root can be pinned.
  if (!isReadOnly && message.parentId === null) {
    items.push({
      label: t(isPinned ? 'pins.unpin' : 'pins.pin'),
      icon: 'pin',
      onChoose: () => void store.attempt('pin', () => api.setPinned(message.id, !isPinned)),
    });
  }
  if (!isOwn) {
    items.push({
      label: t('unread.from-here'),
      icon: 'unread',
      onChoose: () => void store.attempt('unread', () => store.markUnread(channelId, seq)),
    });
  }
  const files = message.files.filter((file) => mayDeleteFile(me, file));
  const end: MenuItem[] = files.map((file) => ({
    label: files.length > 1 ? t('files.delete-named', { name: file.name }) : t('files.delete'),
    icon: 'delete',
    isDanger: true,
    onChoose: () => store.openDialog({ name: 'delete-file', file }),
  }));
  if (mayDelete(props)) {
    end.push({
      label: t('chat.delete'),
      icon: 'delete',
      isDanger: true,
      keys: t('keys.key.delete'),
      onChoose: () => deleteFrom(props),
    });
  }
  const done = copied === 'text' ? t('chat.copied') : t('chat.link-copied');
  return (
    <Menu
      class="icon"
      side="floating"
      label={copied === undefined ? t('chat.more') : done}
      groups={[items, end]}
    >
      <Icon name={copied === undefined ? 'more' : 'check'} />
    </Menu>
  );
}
