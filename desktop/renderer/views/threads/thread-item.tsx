import type { Message } from '../../../../api/messages/contract.ts';
import { lineOf, linesOf } from '../../state/plain-text.ts';
import type { State } from '../../state/state.ts';
import { Avatar } from '../parts/avatar.tsx';
import { UnreadBadge } from '../parts/badge.tsx';
import { IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { shownTitle } from '../title.ts';
import { countsOfThread, type ThreadItem as Item } from './use-threads.ts';

const LINES = 2;
const MOST_SHOWN = 200;
const MOST_FACES = 3;

/** A thread in the list: its root, and its newest reply. It leads to the thread beside its channel. */
export function ThreadItem({
  preferences,
  state,
  item: { thread, root, lastReply },
  onGo,
  onRead,
  onStop,
}: Pick<Props, 'preferences'> & {
  state: State;
  item: Item;
  onGo(): void;
  onRead(): void;
  onStop(): void;
}) {
  const { t, formatWhen } = preferences;
  const channel = state.channels.get(thread.parentId);
  const counts = countsOfThread(state, thread.id);
  const nameOf = (id: string) => state.names.get(id) ?? t('chat.unknown-user');
  const textOf = (message: Message) =>
    message.body === null ? t('chat.deleted') : lineOf(message, MOST_SHOWN);
  const { replies = 0, participantIds = [] } = root.thread ?? {};
  return (
    <li class={counts.messages > 0 ? 'unread' : ''}>
      <button type="button" class="unread-message" onClick={onGo}>
        <Avatar face={state.faces.get(root.authorId)} name={nameOf(root.authorId)} size="small" />
        <span class="unread-text">
          <strong>{nameOf(root.authorId)}</strong>{' '}
          <time dateTime={root.createdAt}>{formatWhen(root.createdAt)}</time>
          {channel !== undefined && (
            <small>
              {' '}
              {channel.kind === 'direct' ? '' : '#'}
              {shownTitle(preferences, state, channel)}
            </small>
          )}
          <span>{root.body === null ? t('chat.deleted') : linesOf(root, LINES, MOST_SHOWN)}</span>
          <span class="thread-news">
            <span class="faces" aria-hidden="true">
              {participantIds.slice(0, MOST_FACES).map((id) => (
                <Avatar key={id} face={state.faces.get(id)} name={nameOf(id)} size="tiny" />
              ))}
            </span>
            <span class="link">{t('thread.replies', { count: replies })}</span>
            <UnreadBadge t={t} counts={counts} />
          </span>
          {lastReply !== null && (
            <span class="thread-last">
              <b>{nameOf(lastReply.authorId)}</b>{' '}
              <time dateTime={lastReply.createdAt}>{formatWhen(lastReply.createdAt)}</time>{' '}
              {textOf(lastReply)}
            </span>
          )}
        </span>
      </button>
      {counts.messages > 0 && (
        <IconButton name="check" label={t('unread.mark-read')} onClick={onRead} />
      )}
      <IconButton name="bell-off" label={t('threads.stop')} onClick={onStop} />
    </li>
  );
}
