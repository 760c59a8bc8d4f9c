import { useEffect, useRef, useState } from 'preact/hooks';
import { ButtonBar } from '../parts/button-bar.tsx';
import { IconButton } from '../parts/icon.tsx';
import type { ActionsProps } from './props.ts';
import { RowMenu } from './row-menu.tsx';
import { useFocusOnward } from './use-focus-onward.ts';

/** How many reactions can be given with one press. */
const QUICK = 3;

/** The actions of a message, on the row that has the pointer or the focus. */
export function Actions(props: ActionsProps) {
  const { t } = props.preferences;
  const { store, message, me, isReadOnly, isSaved } = props;
  const actions = useRef<HTMLDivElement>(null);

  // Known from here on, with what events tell.
  useEffect(() => void store.loadSaved(), []);
  const toggleSaved = () => void store.attempt('save', () => store.setSaved(message.id, !isSaved));

  // They go when the message is deleted.
  useFocusOnward(actions);

  return (
    <ButtonBar class="row-actions" label={t('chat.actions')} place={actions} first=".reply">
      {!isReadOnly && <QuickReactions {...props} />}
      {!isReadOnly && (
        <IconButton
          name="reply"
          class="reply"
          label={t('chat.reply')}
          onClick={() => props.onReply(message)}
        />
      )}
      {message.parentId === null && (
        <IconButton
          name="thread"
          label={t('thread.open')}
          onClick={() => store.openThread(message)}
        />
      )}
      {message.authorId === me.id && !isReadOnly && (
        <IconButton name="edit" label={t('chat.edit')} onClick={() => props.onEdit(message.id)} />
      )}
      <IconButton
        name={isSaved ? 'saved' : 'save'}
        label={t(isSaved ? 'saved.remove' : 'saved.save')}
        onClick={toggleSaved}
      />
      <RowMenu {...props} onSave={toggleSaved} />
    </ButtonBar>
  );
}

function QuickReactions({
  store,
  preferences: { t },
  reactions,
  me,
  onReact,
  onPick,
}: ActionsProps) {
  // The same for as long as the bar is there, so that none moves away under the pointer.
  const [quick] = useState(() => store.quickEmoji(QUICK));
  const button = useRef<HTMLSpanElement>(null);
  const isMine = (emoji: string) =>
    reactions.some((one) => one.emoji === emoji && one.userIds.includes(me.id));
  return (
    <>
      {quick.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="icon quick"
          aria-label={t('reaction.with', { emoji })}
          title={t('reaction.with', { emoji })}
          aria-pressed={isMine(emoji)}
          onClick={() => onReact(emoji, !isMine(emoji))}
        >
          {emoji}
        </button>
      ))}
      <span ref={button} class="pick">
        <IconButton
          name="react"
          label={t('reaction.add')}
          onClick={() => button.current && onPick(button.current)}
        />
      </span>
    </>
  );
}
