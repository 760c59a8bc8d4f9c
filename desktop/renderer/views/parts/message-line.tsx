import type { Message } from '../../../../api/messages/contract.ts';
import { linesOf } from '../../state/plain-text.ts';
import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';
import { Portrait } from './avatar.tsx';

/** How much of a message is shown. */
const LINES = 3;
const MOST_SHOWN = 300;

/** A message in a list, which leads to its place. */
export function MessageLine({
  preferences,
  state,
  message,
  about,
  onGo,
}: Pick<Props, 'preferences'> & {
  state: State;
  message: Message;
  /** Where it is, if the list does not say. */
  about?: string | undefined;
  onGo(): void;
}) {
  const { authorId, createdAt } = message;
  const name = state.names.get(authorId) ?? preferences.t('chat.unknown-user');
  return (
    <button type="button" class="unread-message" onClick={onGo}>
      <Portrait preferences={preferences} state={state} id={authorId} name={name} size="small" />
      <span class="unread-text">
        <strong>{name}</strong>{' '}
        <time dateTime={createdAt}>{preferences.formatWhen(createdAt)}</time>
        {about !== undefined && <small> {about}</small>}
        <span>{linesOf(message, LINES, MOST_SHOWN)}</span>
      </span>
    </button>
  );
}
