import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { api } from '../live/api.ts';
import type { OutgoingPost } from '../state/state.ts';
import { Markdown } from './markdown.tsx';
import type { Props } from './props.ts';

type RowProps = Props & {
  message: Message;
  author: User | undefined;
  quoted: Message | undefined;
  quotedAuthor: User | undefined;
  me: User;
  showsDay: boolean;
  showsNew: boolean;
  showsAuthor: boolean;
  isEditing: boolean;
  onEdit(id: string | undefined): void;
  onReply(message: Message): void;
};

/** A message, drawn again only when something of its own has changed. */
export const Row = memo(function Row(props: RowProps) {
  const { preferences, message, author, me, showsDay, showsNew, showsAuthor, isEditing } = props;
  const { t, formatDay, formatTime, formatMoment } = preferences;
  const name = author?.displayName ?? t('chat.unknown-user');
  return (
    <>
      {showsDay && (
        <p class="day-line">
          <span>{formatDay(message.createdAt)}</span>
        </p>
      )}
      {showsNew && (
        <p class="new-line">
          <span>{t('chat.new')}</span>
        </p>
      )}
      <article class={showsAuthor ? 'row first' : 'row'} data-seq={message.seq}>
        {showsAuthor ? (
          <span class="avatar" aria-hidden="true" style={{ '--hue': hueOf(message.authorId) }}>
            {initialsOf(name)}
          </span>
        ) : (
          <time class="aside-time" dateTime={message.createdAt}>
            {formatTime(message.createdAt)}
          </time>
        )}
        <div class="content">
          {showsAuthor && (
            <p class="byline">
              <strong>{name}</strong>
              <time dateTime={message.createdAt} title={formatMoment(message.createdAt)}>
                {formatTime(message.createdAt)}
              </time>
            </p>
          )}
          {message.replyToId !== null && <Quote {...props} />}
          {message.body === null ? (
            <p class="gone">{t('chat.deleted')}</p>
          ) : isEditing ? (
            <Editor {...props} body={message.body} />
          ) : (
            <Markdown text={message.body} />
          )}
          {message.editedAt !== null && message.body !== null && (
            <span class="edited" title={formatMoment(message.editedAt)}>
              {t('chat.edited')}
            </span>
          )}
        </div>
        {message.body !== null && !isEditing && (
          <div class="row-actions">
            <button type="button" class="button small" onClick={() => props.onReply(message)}>
              {t('chat.reply')}
            </button>
            {message.authorId === me.id && (
              <button type="button" class="button small" onClick={() => props.onEdit(message.id)}>
                {t('chat.edit')}
              </button>
            )}
            {(message.authorId === me.id || me.role === 'admin') && (
              <button
                type="button"
                class="button small"
                onClick={() => {
                  props.store.dialog.value = { name: 'delete-message', message };
                }}
              >
                {t('chat.delete')}
              </button>
            )}
          </div>
        )}
      </article>
    </>
  );
});

function Quote({ preferences: { t }, quoted, quotedAuthor }: RowProps) {
  if (quoted === undefined) return <p class="quote">…</p>;
  return (
    <p class="quote">
      <strong>{quotedAuthor?.displayName ?? t('chat.unknown-user')}</strong>{' '}
      {quoted.body?.slice(0, 160) ?? t('chat.deleted')}
    </p>
  );
}

function Editor({ preferences: { t }, store, message, body, onEdit }: RowProps & { body: string }) {
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(body.length, body.length);
  }, []);

  async function save(): Promise<void> {
    const text = input.current?.value.trim() ?? '';
    if (text === '') return;
    if (text !== body) {
      const data = await api.editMessage(message.id, text);
      store.dispatch({ type: 'event', event: { event: 'message.updated', data }, id: undefined });
    }
    onEdit(undefined);
  }

  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={input}
        rows={Math.min(10, body.split('\n').length)}
        defaultValue={body}
        maxLength={8000}
        aria-label={t('chat.edit')}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            void save();
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onEdit(undefined);
          }
        }}
      />
      <div class="actions">
        <button type="submit" class="button small primary">
          {t('chat.save')}
        </button>
        <button type="button" class="button small" onClick={() => onEdit(undefined)}>
          {t('chat.cancel')}
        </button>
      </div>
    </form>
  );
}

/** One's own message while it is on its way. */
export function OutgoingRow({
  store,
  preferences: { t, formatTime },
  post,
  me,
}: Props & { post: OutgoingPost; me: User; isOffline: boolean }) {
  return (
    <article class={`row first outgoing ${post.status}`}>
      <span class="avatar" aria-hidden="true" style={{ '--hue': hueOf(me.id) }}>
        {initialsOf(me.displayName)}
      </span>
      <div class="content">
        <p class="byline">
          <strong>{me.displayName}</strong>
          <time dateTime={post.postedAt}>{formatTime(post.postedAt)}</time>
        </p>
        <Markdown text={post.body} />
        {post.status === 'waiting' ? (
          <p class="hint">{t('chat.sending')}</p>
        ) : (
          <p class="fault">
            {t('chat.failed', { detail: post.detail ?? '' })}
            <button type="button" class="button small" onClick={() => store.retry(post.clientId)}>
              {t('chat.retry')}
            </button>
            <button
              type="button"
              class="button small"
              onClick={() => store.dispatch({ type: 'post-dropped', clientId: post.clientId })}
            >
              {t('chat.discard')}
            </button>
          </p>
        )}
      </div>
    </article>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
}

/** A hue of the user's own, in degrees. */
function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 360;
  return sum;
}
