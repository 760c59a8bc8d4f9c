import { memo } from 'preact/compat';
import { useId, useState } from 'preact/hooks';
import { shownReactions } from '../../state/reactions.ts';
import { Files } from '../files/files.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Mood } from '../parts/mood.tsx';
import { Chips } from '../reactions/chips.tsx';
import { Picker } from '../reactions/picker.tsx';
import { Actions } from './actions.tsx';
import { deleteFrom, mayDelete } from './delete-from.ts';
import { DeliverySign } from './delivery.tsx';
import { Editor } from './editor.tsx';
import { Gone } from './gone.tsx';
import { Linked, mayLink } from './linked.tsx';
import { MessageText } from './message-text.tsx';
import { PinSign } from './pin-sign.tsx';
import type { RowProps } from './props.ts';
import { Quote } from './quote.tsx';
import { ThreadLine } from './thread-line.tsx';

/** A message, drawn again only when something of its own has changed. */
export const Row = memo(function Row(props: RowProps) {
  const {
    preferences,
    message,
    authorName,
    authorFace,
    showsAuthor,
    showsTime,
    isEditing,
    delivery,
  } = props;
  const { t, formatTime, formatMoment } = preferences;
  const id = useId();
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const userId = authorName === undefined ? undefined : message.authorId;
  const name = authorName ?? t('chat.unknown-user');
  // Until the history has the message, its id is its client id.
  const isOnItsWay = message.id === message.clientId;
  const isActive = isPointed || isFocused;
  const isWhole = message.body !== null && !isEditing && !isOnItsWay;
  const canReact = isWhole && !props.isReadOnly;
  const reactions = isWhole ? shownReactions(message, props.wished, props.me.id) : [];
  const [picking, setPicking] = useState<Element>();
  const react = (emoji: string, isOn: boolean) => props.store.react(message.id, emoji, isOn);
  const reacting = { reactions, onReact: react, onPick: setPicking };
  return (
    <>
      {props.showsNew && <p class="new-line">{t('chat.new')}</p>}
      <article
        class={classOf({
          row: true,
          first: showsAuthor,
          active: isActive,
          timed: showsTime,
          outgoing: isOnItsWay && delivery !== 'sent',
        })}
        data-seq={isOnItsWay ? undefined : message.seq}
        data-time={showsAuthor ? undefined : formatTime(message.createdAt)}
        tabIndex={-1}
        aria-label={t('chat.row', { name, time: formatTime(message.createdAt) })}
        aria-describedby={id}
        onKeyDown={(event) => {
          const row = event.currentTarget;
          if (canReact && isReactKey(event)) setPicking(row.querySelector('.content') ?? row);
          else if (isThreadKey(event) && message.parentId === null && !isOnItsWay) {
            props.store.openThread(message);
          } else if (isDeleteKey(event) && isWhole && mayDelete(props)) deleteFrom(props);
          else return;
          event.preventDefault();
        }}
        // Not on pointer enter: rows that scroll past under a resting pointer must not react.
        onPointerMove={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocusIn={() => setFocused(true)}
        onFocusOut={(event) =>
          setFocused(
            event.relatedTarget instanceof Node &&
              event.currentTarget.contains(event.relatedTarget),
          )
        }
      >
        {/* First, so that one Tab leads from the message to them, whatever links it holds. */}
        {isActive && isWhole && <Actions {...props} {...reacting} body={message.body ?? ''} />}
        {showsAuthor && <Avatar face={authorFace} name={name} userId={userId} />}
        <div class="content" id={id}>
          {showsAuthor && (
            <p class="byline">
              <Who userId={userId} name={name} />
              <Mood
                preferences={preferences}
                user={{ status: props.authorStatus, doNotDisturbUntil: props.authorQuiet }}
              />
              <time dateTime={message.createdAt} title={formatMoment(message.createdAt)}>
                {formatTime(message.createdAt)}
              </time>
            </p>
          )}
          {message.replyToId !== null && <Quote {...props} />}
          {isWhole && message.pinnedAt !== null && <PinSign t={t} />}
          <Body {...props} hadFocus={isFocused} />
          <Chips {...props} {...reacting} />
          <ThreadLine {...props} />
          {delivery !== undefined && <DeliverySign {...props} delivery={delivery} />}
          {props.seen !== undefined && <p class="seen">{props.seen}</p>}
        </div>
        {canReact && picking !== undefined && (
          <Picker
            {...props}
            anchor={picking}
            onChoose={(emoji) => react(emoji, true)}
            onClose={() => setPicking(undefined)}
          />
        )}
      </article>
    </>
  );
});

function isReactKey({ code, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return code === 'KeyR' && altKey && !ctrlKey && !metaKey;
}

/** Of the row itself, and not of what is in it. */
function isThreadKey({ key, shiftKey, target, currentTarget }: KeyboardEvent): boolean {
  return key === 'Enter' && shiftKey && target === currentTarget;
}

function isDeleteKey({ key, target, currentTarget }: KeyboardEvent): boolean {
  return key === 'Delete' && target === currentTarget;
}

/** The author's name, which opens their card (see `onPeople`). */
function Who({ userId, name }: { userId: string | undefined; name: string }) {
  if (userId === undefined) return <strong>{name}</strong>;
  return (
    <button type="button" class="who author" data-user={userId} tabIndex={-1}>
      {name}
    </button>
  );
}

function classOf(names: Readonly<Record<string, boolean>>): string {
  return Object.keys(names)
    .filter((name) => names[name])
    .join(' ');
}

function Body(props: RowProps & { hadFocus: boolean }) {
  const { store, preferences, message, uploadIds, isEditing } = props;
  const { body, editedAt, files } = message;
  if (body === null) return <Gone {...props} />;
  const hasText = body !== '' || editedAt !== null;
  return (
    <>
      {isEditing && <Editor {...props} body={body} />}
      {!isEditing && hasText && <MessageText {...props} body={body} />}
      {!isEditing && mayLink(body) && <Linked {...props} />}
      <Files store={store} preferences={preferences} files={files} uploadIds={uploadIds} />
    </>
  );
}
