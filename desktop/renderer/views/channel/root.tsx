import { useEffect, useMemo } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { State } from '../../state/state.ts';
import { Files } from '../files/files.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Markdown } from './markdown.tsx';
import type { ChannelProps } from './props.ts';

/** The message to which a thread replies, above the replies. */
export function Root({ store, preferences, state, channel }: ChannelProps) {
  const { t, formatWhen } = preferences;
  const { rootMessageId = '', parentId = '' } = channel;
  const root = rootOf(state, parentId, rootMessageId);
  useEffect(() => {
    if (root === undefined) void store.loadQuote(rootMessageId);
  }, [root === undefined, state.connection.kind]);
  const byName = useMemo(
    () => new Map([...state.users.values()].map((user) => [user.username, user])),
    [state.users],
  );
  if (root === undefined) return null;
  const name = state.names.get(root.authorId) ?? t('chat.unknown-user');
  return (
    <div class="thread-root">
      {/* The arrows lead there, too, and then Tab to what it holds. */}
      <article
        class="row first"
        tabIndex={-1}
        aria-label={t('chat.row', { name, time: formatWhen(root.createdAt) })}
      >
        <Avatar face={state.faces.get(root.authorId)} name={name} userId={root.authorId} />
        <div class="content">
          <p class="byline">
            <strong>{name}</strong>
            <time dateTime={root.createdAt}>{formatWhen(root.createdAt)}</time>
          </p>
          {root.body === null ? (
            <p class="gone">{t('chat.deleted')}</p>
          ) : (
            <Markdown
              store={store}
              preferences={preferences}
              text={root.body}
              byName={byName}
              me={state.me}
              isEdited={false}
            />
          )}
          {root.body !== null && (
            <Files store={store} preferences={preferences} files={root.files} />
          )}
        </div>
      </article>
      <p class="thread-count soft">{t('thread.replies', { count: root.thread?.replies ?? 0 })}</p>
    </div>
  );
}

function rootOf(state: State, parentId: string, id: string): Message | undefined {
  const near = state.timelines.get(parentId)?.messages.find((message) => message.id === id);
  return near ?? state.quotes.get(id);
}
